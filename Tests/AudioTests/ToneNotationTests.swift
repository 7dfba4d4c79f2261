// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct ToneNotationTests {
  @Test func `sounds, pauses and what is heard once are told apart`() throws {
    let tone = try ToneNotation("2x(350+440:0.1/0.2);400*25@-10:0.75,440:0.5/1/0.5/2")
    #expect(tone.lead.map(\.frequencies) == [[350, 440], [], [350, 440], []])
    #expect(tone.lead.map(\.seconds) == [0.1, 0.2, 0.1, 0.2])
    #expect(tone.period.map(\.frequencies) == [[400], [440], [], [440], []])
    #expect(tone.period.map(\.seconds) == [0.75, 0.5, 1, 0.5, 2])
    #expect(tone.period[0].modulation == 25)
    #expect(tone.period.map(\.relativeLevel) == [-10, 0, 0, 0, 0])
    #expect(tone.repeats)
  }

  @Test func `a semicolon at the end ends the tone`() throws {
    let tone = try ToneNotation("950:0.33,1400:0.33,1800:0.33;")
    #expect(tone.lead.isEmpty)
    #expect(tone.period.count == 3)
    #expect(!tone.repeats)
  }

  @Test func `a sound without a duration is without end`() throws {
    #expect(try ToneNotation("425").period.map(\.seconds) == [0])
    #expect(try ToneNotation("425:2/5;425").period.map(\.seconds) == [0])
  }

  @Test(arguments: [
    "350+440", "480+620:0.5/0.5", "400:0.4/0.35/0.225/0.525", "440:0.25,620:0.25",
    "400*16.667:0.4/0.2/0.4/2", "400:0.375/0.375,400@-10:0.375/0.375",
    "950:0.33,1400:0.33,1800:0.33;", "3x(350+440:0.1/0.1);350+440",
    "4x(950:0.332/0.024,1400:0.332/2.024),950:0.332;", "425:1/15;425:0.36/15",
    "3x(450:0.2/0.2),450:0.6/0.2", "425:0.6/0.2,3x(425:0.2/0.2)",
  ])
  func `a notation is printed as it was written`(text: String) throws {
    #expect(try ToneNotation(text).description == text)
  }

  @Test func `every listed tone is read back from its notation`() throws {
    for tone in ListedTone.world {
      #expect(try ToneNotation(tone.notation.description) == tone.notation)
    }
  }

  @Test func `long and short forms of one tone are the same tone`() throws {
    let long = try ToneNotation("440:0.10/0.1,440:0.1/0.1,440:0.1/0.1")
    #expect(long == (try ToneNotation("3x(440:0.1/0.1)")))
    #expect(long.description == "3x(440:0.1/0.1)")
    #expect(try ToneNotation("620+480") == ToneNotation("480+620.0"))
    #expect(try ToneNotation("2x(440:0.1/0.1)").description == "440:0.1/0.1/0.1/0.1")
  }

  @Test(arguments: [
    ("", "\"\" is no frequency in Hz from 1 to 3999"),
    ("4x0", "\"4x0\" is no frequency"),
    ("0x190", "\"0x190\" is no frequency"),
    ("350+", "\"\" is no frequency"),
    ("4000:1/1", "\"4000\" is no frequency"),
    ("-425", "\"-425\" is no frequency"),
    ("400*:1/1", "\"\" is no modulation in Hz"),
    ("400*25*3:1/1", "is no sound"),
    ("400@10:1/1", "write @-10"),
    ("400@-99:1/1", "\"99\" is no difference in dB from 0 to 60"),
    ("425:", "\"\" is no duration in seconds from 0.001 to 3600"),
    ("425:0/1", "\"0\" is no duration"),
    ("425:1/inf", "\"inf\" is no duration"),
    ("425:1e9", "\"1e9\" is no duration"),
    ("425:5000", "\"5000\" is no duration"),
    ("425:1:2", "two colons"),
    ("425;;", "more than one semicolon"),
    ("425;440", "nothing can follow it"),
    ("425;", "nothing can follow it"),
    ("425:1/1,440", "stands alone"),
    ("(425:1/1)", "repeats nothing"),
    ("1x(425:1/1)", "repeats nothing"),
    ("101x(425:1/1)", "repeats nothing"),
    ("3x(425:1/1", "lacks its closing bracket"),
    ("3x(425:1/1)440", "part them by a comma"),
    ("60x(425:1/1)", "more than 100 sounds and pauses"),
    ("425:1/1,", "\"\" is no frequency"),
  ])
  func `what is no notation is refused with what is wrong`(text: String, reason: String) {
    let error = #expect(throws: ToneNotationError.self) { try ToneNotation(text) }
    #expect(error?.description.contains(reason) == true, "\(text): \(error?.description ?? "")")
  }
}
