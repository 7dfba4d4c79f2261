// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Audio

/// The built-in table.
@Suite struct ListedToneTests {
  /// What the public tables name, by the codes that they give: spandsp's 169, Asterisk's tw, ve and us-old.
  /// uk is gb here, and spandsp's ?? is ac, io and je; its kg is Kyrgyzstan's and Kiribati's.
  static let named = """
    ae ag ai al ao ar at au aw bb be bf bg bh bi bj bm bn br bs bt bw by ca cf ch ci cl cm cn cr cu cy cz de dj dk dm \
    do dz ec ee eg es et fi fj fk fo fr ga gd gf gh gi gl gm gn gp gr gy hk hn hr hu id ie il in iq ir is it jm jo jp \
    ke kg km kn kr kw ky la lb lc lk lr lt lu ma md mg ml mo mq mr ms mt mu mv mw mx my mz na nc ne ng nl no np nr nz \
    om pa pf pg ph pk pl pm pr pt py qa re ro ru rw sa sb sc se sg sh si sk sl sm sn sr st sv sy sz tc th tj tm tn tr \
    tt tw tz ug uk us us-old uy vc ve vg vu wf ws yt yu za zm zw
    """

  @Test func `every country that a public table names is there, and no other`() {
    let named = ListedToneTests.named.split(separator: " ").map(String.init)
    #expect(named.count == 171)
    let expected = Set(named.map(ListedTone.code)).union(["ac", "io", "je", "ki"])
    #expect(Set(ToneTable.world.countries.map(\.code)) == expected)
    #expect(Set(ListedTone.world.map(\.country)) == expected)
  }

  @Test func `every tone of the file is there`() {
    let lines = WorldTonesFile.lines
    let first = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
    let tones = first.filter { ListedTone.Kind(rawValue: $0) != nil }
    #expect(tones.count > 1600)
    #expect(ListedTone.world.map(\.kind.rawValue) == tones)
    for kind in ListedTone.Kind.allCases {
      #expect(ListedTone.world.contains { $0.kind == kind }, "\(kind) is listed nowhere")
    }
  }

  @Test func `every tone names its sources, and every source is used`() {
    let known = Set(ToneTable.world.sources.map(\.name))
    #expect(known == ["asterisk", "dahdi", "precise", "spandsp"])
    #expect(ListedTone.world.allSatisfy { !$0.sources.isEmpty && known.isSuperset(of: $0.sources) })
    #expect(Set(ListedTone.world.flatMap(\.sources)) == known)
  }

  /// Tones that a table of steps easily loses something of: softer bursts, repetitions, second rings, modulation.
  @Test(arguments: [
    ("au", "reorder", "425:0.375/0.375,425@-10:0.375/0.375", "asterisk+dahdi"),
    ("au", "reorder", "400:0.375/0.375,400@-10:0.375/0.375", "spandsp"),
    ("pg", "reorder", "425:0.375/0.375,425@-10:0.375/0.375", "spandsp"),
    ("pg", "reorder", "400:0.375/0.375,400@-10:0.375/0.375", "spandsp"),
    ("es", "reorder", "425:0.2/0.2/0.2/0.2/0.2/0.6", "asterisk+dahdi+spandsp"),
    ("sy", "reorder", "450:0.2/0.23/0.2/0.23/0.2/0.92", "spandsp"),
    ("tr", "reorder", "3x(450:0.2/0.2),450:0.6/0.2", "dahdi+spandsp"),
    ("nz", "number-unobtainable", "3x(400:0.075/0.1),400:0.075/0.4", "asterisk"),
    ("gb", "reorder", "400:0.4/0.35/0.225/0.525", "asterisk+dahdi+spandsp"),
    ("br", "reorder", "425:0.25/0.25/0.75/0.25", "asterisk+dahdi"),
    ("gb", "ringback", "400+450:0.4/0.2/0.4/2", "asterisk+dahdi+spandsp"),
    ("au", "ringback", "413+438:0.4/0.2/0.4/2", "asterisk+dahdi"),
    ("hk", "ringback", "440+480:0.4/0.2/0.4/3", "spandsp"),
    ("my", "ringback", "425:0.4/0.2/0.4/2", "asterisk+dahdi+spandsp"),
    ("fj", "ringback", "375+425:0.4/0.2/0.4/2", "spandsp"),
    ("ug", "ringback", "400*17:0.25/0.5/0.25/2", "spandsp"),
    ("bt", "ringback", "400*25:0.4/0.2/0.4/2.6", "spandsp"),
    ("jp", "ringback", "400*15:1/2", "asterisk+dahdi"),
    ("jp", "ringback", "400*16:1/2", "spandsp"),
    ("jp", "ringback", "384+416:1/2", "spandsp"),
    ("in", "ringback", "400*25:0.4/0.2/0.4/2", "asterisk+dahdi+spandsp"),
    ("za", "ringback", "400*33:0.4/0.2/0.4/2", "asterisk+dahdi+spandsp"),
    ("za", "ringback", "383+417:0.4/0.2/0.4/2", "asterisk"),
    ("sg", "ringback", "425*24:0.4/0.2/0.4/2", "asterisk+dahdi+spandsp"),
    ("th", "dial", "400*50", "asterisk+dahdi"),
    ("us-old", "dial", "600*120", "asterisk+dahdi"),
    ("nl", "busy", "425:0.5/0.5", "asterisk+dahdi+spandsp"),
    ("nl", "busy", "450:0.5/0.5", "spandsp"),
    ("io", "busy", "480+620:0.5/0.5", "spandsp"),
    ("io", "number-unobtainable", "480+620:0.25/0.25", "spandsp"),
    ("ki", "ringback", "425:0.4/0.2/0.4/2", "spandsp"),
    ("kg", "ringback", "425:0.8/3.2", "spandsp"),
    ("de", "special-information", "950:0.333,1400:0.333,1800:0.333/1", "spandsp"),
    ("gb", "special-dial", "350+440:0.75,440:0.75", "asterisk+dahdi"),
    ("hr", "dial", "425:0.2/0.3/0.7/0.8", "spandsp"),
    ("us", "recall-dial", "3x(350+440:0.1/0.1);350+440", "asterisk+dahdi+spandsp"),
    ("us", "intercept", "440:0.25,620:0.25;", "spandsp"),
  ])
  func `a tone is listed whole`(
    country: String, kind: String, notation: String, sources: String
  ) throws {
    let tone = try #require(
      ListedTone.of(country).first {
        $0.kind.rawValue == kind && $0.notation.description == notation
      })
    #expect(tone.sources.joined(separator: "+") == sources)
  }

  @Test func `levels and tolerances stand where a source means them`() throws {
    let busy = try #require(ListedTone.of("us").first { $0.kind == .busy })
    #expect(busy.level?.dBm0 == -24)
    #expect(busy.levelTolerance == 1.5)
    #expect(busy.frequencyTolerance == 0.005)
    let pabx = try #require(ListedTone.of("us").first { $0.kind == .busy && $0.exchange == "pabx" })
    #expect(pabx.level?.dBm0 == -21)
    let ringback = try #require(ListedTone.of("hk").first { $0.kind == .ringback })
    #expect(ringback.cadenceTolerance == 0.1)
    #expect(ringback.frequencyTolerance == 0.01)
    // spandsp's -12 dB is what it writes where it knows nothing.
    #expect(ListedTone.of("gb").allSatisfy { $0.level == nil })
  }

  @Test func `a level that is given is that of the loudest burst in all`() throws {
    let reorder = try #require(ListedTone.of("au").first { $0.kind == .reorder })
    let tone = reorder.tone(at: Level(dBm0: -20))
    let levels = tone.segments.filter { !$0.isSilence }.map(\.totalLevel.dBm0)
    #expect(levels.map { ($0 * 1000).rounded() / 1000 } == [-20, -30])
  }
}

/// The table as the repository holds it.
enum WorldTonesFile {
  static let lines: [String] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Audio/world.tones")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }()
}
