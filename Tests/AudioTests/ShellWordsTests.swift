// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct ShellWordsTests {
  @Test func `words are split at spaces, and quotes keep them together`() {
    #expect(
      ShellWords.split(#"a  'b c' "d 'e" f'g'"h" '' \'i\ j "k\"l" 'm\n'"#)
        == ["a", "b c", "d 'e", "fgh", "", "'i j", "k\"l", "m\\n"])
    #expect(ShellWords.split("") == [])
    #expect(ShellWords.split(" \n ") == [])
  }

  @Test(arguments: ["'a", "\"a", "a\\", "a 'b\""])
  func `what is not closed is no list of words`(text: String) {
    #expect(ShellWords.split(text) == nil)
  }
}
