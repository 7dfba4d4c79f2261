// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Audio

@Suite struct ToneTableTests {
  static let small = """
    # A comment.
    source book  The book, third edition
    source lab   Measured in the laboratory

    [nl] The Low Lands
    dial      425                                book
    busy      425:0.5/0.5  level=-13.5 level-tolerance=1.5 frequency-tolerance=1.5% cadence-tolerance=10% book+lab
    busy      450:0.5/0.5  exchange=pabx         lab   # the old ones

    [xa] Another
    ringback  400*25:0.4/0.2/0.4/2               book
    """

  @Test func `a table is read as it is written`() throws {
    let table = try ToneTable(ToneTableTests.small, file: "my.tones")
    #expect(table.sources.map(\.name) == ["book", "lab"])
    #expect(table.sources[0].title == "The book, third edition")
    #expect(table.countries.map(\.code) == ["nl", "xa"])
    #expect(table.countries[0].name == "The Low Lands")
    #expect(table.tones.map(\.kind) == [.dial, .busy, .busy, .ringback])
    let busy = table.tones[1]
    #expect(busy.country == "nl")
    #expect(busy.level?.dBm0 == -13.5)
    #expect(busy.levelTolerance == 1.5)
    #expect(busy.frequencyTolerance == 0.015)
    #expect(busy.cadenceTolerance == 0.1)
    #expect(busy.sources == ["book", "lab"])
    #expect(table.tones[2].exchange == "pabx")
    #expect(table.tones[2].note == "the old ones")
    #expect(table.tones(of: "XA") == [table.tones[3]])
    #expect(table.tones(of: "us").isEmpty)
  }

  @Test func `a table that is printed is read back as the same`() throws {
    let table = try ToneTable(ToneTableTests.small, file: "my.tones")
    #expect(try ToneTable(table.description, file: "again") == table)
    #expect(try ToneTable(ToneTable.world.description, file: "again") == ToneTable.world)
  }

  @Test func `lines may end as on other systems`() throws {
    let dos = ToneTableTests.small.replacing("\n", with: "\r\n").replacing("  ", with: "\t")
    #expect(
      try ToneTable(dos, file: "dos") == ToneTable(ToneTableTests.small, file: "unix"))
  }

  @Test func `one country can be taken out of it`() throws {
    let table = try ToneTable(ToneTableTests.small, file: "my.tones")
    let other = try #require(table.only("xa"))
    #expect(other.countries.map(\.code) == ["xa"])
    #expect(other.tones == table.tones(of: "xa"))
    #expect(other.sources.map(\.name) == ["book"])
    #expect(table.only("de") == nil)
  }

  /// What stands in line 4, behind a source, a country and a dial tone, and what is said of it.
  @Test(arguments: [
    ("bussy 425:1/1 a", "\"bussy\" is no kind of tone; kinds are dial, second-dial"),
    ("busy 425:1/x a", "\"x\" is no duration in seconds"),
    ("busy 425:1/1", "KIND NOTATION SOURCES"),
    ("busy", "KIND NOTATION SOURCES"),
    ("busy 425:1/1 level=-13", "KIND NOTATION SOURCES"),
    ("busy 425:1/1 b", "source b is not named; write above: source b  TITLE"),
    ("busy 425:1/1 a a", "\"a\" is no NAME=VALUE"),
    ("busy 425:1/1 level=loud a", "write level=-13, in dBm0 from -60 to 3"),
    ("busy 425:1/1 level=nan a", "write level=-13"),
    ("busy 425:1/1 level=13 a", "write level=-13"),
    ("busy 425:1/1 level-tolerance=-1 a", "write level-tolerance=1.5"),
    ("busy 425:1/1 frequency-tolerance=1 a", "write frequency-tolerance=1.5%"),
    ("busy 425:1/1 cadence-tolerance=60% a", "50% at most"),
    ("busy 425:1/1 exchange=p/q a", "write exchange=pabx"),
    ("busy 425:1/1 colour=red a", "\"colour\" is none of exchange, level"),
    ("busy 425 a", "busy without a pause cannot be told from dial tone"),
    ("ringback 425:1; a", "ringback without a pause"),
    ("reorder 425:1,440:1 a", "reorder without a pause"),
    ("pay 50:1/1 a", "no telephone channel carries 50 Hz"),
    ("pay 12+3500:1/1 a", "no telephone channel carries 12+3500 Hz"),
    ("dial 425 a", "the same tone as in line 3"),
    ("source a  Once more", "source a is there already"),
    ("source b", "a source has a name and a title"),
    ("[de Germany", "a country has a code in small letters and a name"),
    ("[DE] Germany", "a country has a code in small letters and a name"),
    ("[uk] United Kingdom", "[gb] United Kingdom"),
    ("[de]", "a country has a code in small letters and a name"),
    ("[xa] Another", "country xa opens in line 2 already"),
    ("[xb] Empty", "country xb has no tones"),
  ])
  func `a fault is told with its line and its remedy`(line: String, reason: String) {
    let error = #expect(throws: ToneTableError.self) {
      try ToneTable("source a  A\n[xa] Some\ndial 425 a\n\(line)\n", file: "my.tones")
    }
    #expect(error?.description.hasPrefix("my.tones:4: ") == true)
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.faults.count == 1)
  }

  @Test func `all faults are told at once, and none twice`() throws {
    let text = """
      busy 425:1/1 a
      source a  A
      [xa] Some
      dial 425 a
      [xa] Again
      dial 425 a
      busy 425 a
      [xb] Other
      busy 425 a
      [xc] Nothing
      [xd] Last
      dial 425 a
      """
    let error = #expect(throws: ToneTableError.self) { try ToneTable(text, file: "my.tones") }
    #expect(error?.faults.map(\.line) == [1, 5, 9, 10])
  }

  @Test(arguments: ["", "# nothing\n", "source a  A\n"])
  func `a table without tones is refused`(text: String) {
    let error = #expect(throws: ToneTableError.self) { try ToneTable(text, file: "my.tones") }
    #expect(error?.description.hasPrefix("my.tones: has no tones") == true)
  }

  @Test func `a file is read, or it is said why not`() throws {
    let folder = try TestFolder()
    let good = try folder.file("good.tones", Array(ToneTableTests.small.utf8))
    #expect(try ToneTable(contentsOf: good).tones.count == 4)
    func fault(_ path: String) -> String {
      let error = #expect(throws: ToneTableError.self) { try ToneTable(contentsOf: path) }
      return error?.description ?? ""
    }
    #expect(
      fault(folder.path + "/none.tones").hasPrefix(folder.path + "/none.tones: cannot be read"))
    #expect(fault(folder.path).contains("cannot be read"))
    let latin = try folder.file("latin.tones", Array("# one\n[ci] C".utf8) + [0xF4, 10])
    #expect(fault(latin) == latin + ":2: is not UTF-8; save it as UTF-8")
    let large = try folder.file("large.tones", [UInt8](repeating: 35, count: 5 << 20))
    #expect(fault(large).contains("5 megabytes are no table of tones"))
  }
}
