// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

/// libspandsp's transmitters are heard as what they are.
struct SpandspTests {
  @Test(arguments: [
    Signal("tone cng 8", "fax", "cng"),
    Signal("tone ced 5", "modem", "ans"),
    Signal("tone ans-pr 5", "modem", "ans-pr"),
    Signal("tone ansam 7", "modem", "ansam"),
    Signal("tone ansam-pr 7", "modem", "ansam-pr"),
    Signal("tone bell 4", "modem", "bell103"),
    Signal("tone calling-tone 6", "modem", "calling-tone"),
  ])
  func `every modem connect tone is heard`(signal: Signal) throws {
    signal.expect(Heard(try Generator.spandsp(signal.words), isAnswered: true))
  }

  @Test(arguments: [
    Signal("fsk v21-1 4", "modem", "v21"),
    Signal("fsk v21-2 4", "modem", "v21"),
    Signal("fsk v23-1 4", "modem", "v23"),
    Signal("fsk v23-2 6", "modem", "v23"),
    Signal("fsk bell103-answer 4", "modem", "bell103"),
    Signal("fsk bell103-call 4", "modem", "bell103"),
    Signal("fsk edt 6", "tty", "edt"),
    Signal("text baudot45 HELLO.GA", "tty", "baudot"),
    Signal("text baudot50 HELLO.GA", "tty", "baudot"),
  ])
  func `every carrier that is keyed is heard`(signal: Signal) throws {
    signal.expect(Heard(try Generator.spandsp(signal.words), isAnswered: true))
  }

  @Test func `Bell 202, which carries callers' numbers, is no machine that answers`() throws {
    let heard = Heard(try Generator.spandsp("fsk bell202 5"), isAnswered: true)
    let wrong = heard.machines.filter { !$0.hasPrefix("modem ") }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: ["baudot45", "baudot50"])
  func `what a text telephone says is read`(rate: String) throws {
    let heard = Heard(try Generator.spandsp("text \(rate) HELLO.GA"), isAnswered: true)
    #expect(heard.events.last { $0.kind == .tty }?.text == "HELLO.GA")
  }

  @Test(arguments: [
    Signal("fax-answer 10", "fax", "ced"),
    Signal("fax-answer 10", "fax", "v21-preamble"),
    Signal("fax-answer 10", "fax", "dis"),
    Signal("fax-alone 8", "fax", "cng"),
    Signal("fax-call 8", "fax", "v21-preamble"),
    Signal("v8-answer 8", "modem", "ansam-pr"),
    Signal("v8-alone 6", "modem", "v8-ci"),
    Signal("v8-call 8", "modem", "v8-cm"),
    Signal("v22bis-answer 4", "modem", "v22"),
    Signal("v22bis-call 4", "modem", "v22bis-s1"),
  ])
  func `every party of a dialogue is heard`(signal: Signal) throws {
    signal.expect(Heard(try Generator.spandsp(signal.words), isAnswered: true))
  }

  @Test(arguments: [("fax-answer 10", "fax"), ("v8-answer 8", "modem")])
  func `a fax that answers is a fax, and a modem is none`(words: String, outcome: String) throws {
    let heard = Heard(try Generator.spandsp(words), isAnswered: true)
    #expect(heard.verdict?.outcome.rawValue == outcome, "heard \(heard.machines)")
  }

  @Test(arguments: [
    ("dtmf", "0123456789*#ABCD", Array("0123456789*#ABCD").map { String($0) }),
    ("mf", "*0123456789#", ["KP"] + Array("0123456789").map { String($0) } + ["ST"]),
  ])
  func `every digit is heard once`(kind: String, digits: String, names: [String]) throws {
    let heard = Heard(try Generator.spandsp("\(kind) \(digits)"), isAnswered: true)
    #expect(heard.names(of: kind) == names)
    #expect(heard.machines.count == names.count, "heard \(heard.machines)")
  }

  @Test(arguments: ["r2-forward", "r2-backward"])
  func `every R2 signal is heard once`(direction: String) throws {
    let heard = Heard(try Generator.spandsp("\(direction) 1234567890BCDEF"), isAnswered: true)
    #expect(heard.names(of: "r2") == (1...15).map(String.init), "heard \(heard.machines)")
    #expect(heard.machines.count == 15)
  }

  @Test(arguments: [
    Signal("cadence 6 480+620@-24:500 0+0@0:500", "tone", "busy", country: "us"),
    Signal("cadence 4 480+620@-24:250 0+0@0:250", "tone", "reorder", country: "us"),
    Signal("cadence 14 440+480@-19:2000 0+0@0:4000", "tone", "ringback", country: "us"),
    Signal("cadence 6 350+440@-13:20000", "tone", "dial-tone", country: "us"),
    Signal(
      "cadence 9 400+450@-20:400 0+0@0:200 400+450@-20:400 0+0@0:2000", "tone", "ringback",
      country: "gb"),
    Signal("cadence 6 400+0@-20:375 0+0@0:375", "tone", "busy", country: "gb"),
    Signal(
      "cadence 6 400+0@-20:400 0+0@0:350 400+0@-20:225 0+0@0:525", "tone", "reorder",
      country: "gb"),
    Signal("cadence 6 425+0@-20:480 0+0@0:480", "tone", "busy", country: "de"),
    Signal("cadence 4 425+0@-20:240 0+0@0:240", "tone", "reorder", country: "de"),
    Signal("cadence 14 425+0@-20:1000 0+0@0:4000", "tone", "ringback", country: "de"),
    Signal("cadence 6 330+440@-16:20000", "tone", "dial-tone", country: "fr"),
    Signal("cadence 2 914+0@-24:274 1371+0@-24:274 1777+0@-24:380 0+0@0:2000", "sit", "ic"),
    Signal("cadence 2 985+0@-24:380 1371+0@-24:274 1777+0@-24:380 0+0@0:2000", "sit", "vc"),
    Signal("cadence 2 914+0@-24:274 1429+0@-24:380 1777+0@-24:380 0+0@0:2000", "sit", "ro"),
    Signal("cadence 2 985+0@-24:380 1429+0@-24:380 1777+0@-24:380 0+0@0:2000", "sit", "nc"),
  ])
  func `every tone in its cadence is heard`(signal: Signal) throws {
    let heard = Heard(
      try Generator.spandsp(signal.words), isAnswered: false, country: signal.country)
    signal.expect(heard)
    #expect(Set(heard.names(of: signal.kind)) == [signal.name])
  }
}
