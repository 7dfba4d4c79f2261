// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

/// What SoX synthesises is heard as what it is, and its noises as nothing.
struct SoxTests {
  @Test(arguments: [
    Signal(
      "synth 0.5 sine 480 sine 620 remix - gain -18 pad 0 0.5 repeat 5", "tone", "busy",
      country: "us"),
    Signal(
      "synth 0.25 sine 480 sine 620 remix - gain -18 pad 0 0.25 repeat 9", "tone", "reorder",
      country: "us"),
    Signal(
      "synth 2 sine 440 sine 480 remix - gain -14 pad 0 4 repeat 1", "tone", "ringback",
      country: "us"),
    Signal("synth 6 sine 350 sine 440 remix - gain -10", "tone", "dial-tone", country: "us"),
    Signal(
      "synth 0.4 sine 400 sine 450 remix - gain -18 pad 0 0.2 repeat 1 pad 0 1.8 repeat 2",
      "tone", "ringback", country: "gb"),
    Signal(
      "synth 1 sine 400 synth sine amod 16 gain -18 pad 0 2 repeat 3", "tone", "ringback",
      country: "jp"),
    Signal("synth 0.48 sine 425 gain -20 pad 0 0.48 repeat 5", "tone", "busy", country: "de"),
    Signal("synth 5 sine 1004 gain -16", "tone", "milliwatt"),
    Signal(
      "synth 0.1 sine 1400 sine 2060 sine 2450 sine 2600 remix - gain -8 pad 0 0.1 repeat 20",
      "tone", "howler", country: "us"),
    Signal(
      "synth 0.3 sine 440 gain -18 pad 0 9.7 repeat 1", "tone", "call-waiting", country: "us"),
    Signal("synth 0.5 sine 1400 gain -20 pad 0 14.5 repeat 1", "tone", "recorder-warning"),
  ])
  func `every tone in its cadence is heard`(signal: Signal) throws {
    let heard = Heard(try Generator.sox(signal.words), isAnswered: false, country: signal.country)
    signal.expect(heard)
    #expect(Set(heard.names(of: signal.kind)) == [signal.name])
  }

  @Test func `a fax that calls is heard`() throws {
    let sound = try Generator.sox("synth 0.5 sine 1100 gain -14 pad 0 3 repeat 2")
    Signal("cng", "fax", "cng").expect(Heard(sound, isAnswered: true))
  }

  @Test func `a key is heard`() throws {
    let sound = try Generator.sox("synth 0.08 sine 770 sine 1336 remix - gain -8")
    Signal("5", "dtmf", "5").expect(Heard(sound, isAnswered: true))
  }

  @Test(arguments: [
    "synth 20 whitenoise gain -30", "synth 20 pinknoise gain -24", "synth 20 brownnoise gain -20",
    "synth 20 sine 300-3400 gain -16", "synth 20 square 60 gain -24",
    "synth 20 whitenoise band 1000 200 gain -24",
  ])
  func `noises, hums and glides are no machine`(words: String) throws {
    let heard = Heard(try Generator.sox(words), isAnswered: false)
    let wrong = heard.machines.filter { $0 != "tone music" && $0 != "tone unknown" }
    #expect(wrong.isEmpty)
  }
}
