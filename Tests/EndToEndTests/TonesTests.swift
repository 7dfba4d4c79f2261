// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `earshot tones`, and a user's own table.
struct TonesTests {
  private let table = """
    source lab  Measured in the laboratory

    [xa] Nowhere
    busy      425:0.25/0.25    lab
    reorder   900:0.15/0.15    lab
    call-waiting  800:0.2/2    lab
    """

  private func file(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let url = folder.file("my.tones")
    try Data(text.utf8).write(to: url)
    return (folder, url.path)
  }

  @Test func `a country's plan is drawn`() async throws {
    let result = try await Earshot.run(["tones", "--country", "BR"])
    #expect(result.status == 0)
    let busy = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("busy ") })
    #expect(busy.contains("██▌··██▌··"))
    #expect(busy.contains("425:0.25/0.25"))
    #expect(busy.contains("asterisk+dahdi+spandsp"))
    let all = try await Earshot.run(["tones"])
    #expect(all.output.contains("175 countries"))
  }

  @Test func `machines read a line of JSON a country`() async throws {
    let result = try await Earshot.run(["tones", "--format", "json"])
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 175)
    struct Plan: Decodable {
      struct Tone: Decodable {
        var kind: String
        var notation: String
        var level_dbm0: Double?
        var sources: [String]
      }
      var country: String
      var tones: [Tone]
    }
    let plans = try lines.map { try JSONDecoder().decode(Plan.self, from: Data($0.utf8)) }
    let busy = plans.first { $0.country == "us" }?.tones.first { $0.kind == "busy" }
    #expect(busy?.notation == "480+620:0.5/0.5")
    #expect(busy?.level_dbm0 == -24)
  }

  @Test func `the built-in table is exported, in order, and can be edited`() async throws {
    let exported = try await Earshot.run(["tones", "--format", "tones"])
    let (folder, path) = try file(exported.output)
    let checked = try await Earshot.run(["tones", "check", path])
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(checked.output.contains("in order: 175 countries"))
    withExtendedLifetime(folder) {}
  }

  @Test func `a country or a kind that is not listed is answered with what there is`() async throws
  {
    let country = try await Earshot.run(["tones", "--country", "xx"])
    #expect(country.status == 2)
    #expect(country.errors.contains("'xx'; there are ac ae"))
    let kind = try await Earshot.run(["synth", "tone", "--country", "us", "howler", "howler.wav"])
    #expect(kind.status == 2)
    #expect(kind.errors.contains("there are dial, special-dial"))
  }

  @Test func `a bad table is refused with line, reason and remedy`() async throws {
    let (folder, path) = try file(table.replacing("0.15/0.15", with: "0.15/x"))
    for command in [
      ["tones", "check", path], ["tones", "--tones", path],
      ["classify", "--tones", path, "Samples/us-busy-480+620hz-minus20dbm0.wav"],
      ["evaluate", "--tones", path, "Samples/manifest.csv"],
      ["synth", "tone", "--tones", path, "--country", "xa", "busy", "busy.wav"],
    ] {
      let result = try await Earshot.run(command)
      #expect(result.status == 2, "\(command)")
      #expect(result.errors.contains("\(path):5: \"x\" is no duration in seconds"), "\(command)")
      #expect(result.output.isEmpty)
    }
    withExtendedLifetime(folder) {}
  }

  @Test func `a table of one's own is what is played and what is heard`() async throws {
    let (folder, path) = try file(table)
    let tone = folder.file("tone.wav").path
    let made = try await Earshot.run(
      ["synth", "tone", "--tones", path, "--country", "xa", "reorder", tone])
    #expect(made.status == 0, "\(made.errors)")
    func outcome(_ arguments: [String]) async throws -> String {
      let result = try await Earshot.run(["classify"] + arguments + [tone])
      #expect(result.status == 0, "\(result.errors)")
      return result.output
    }
    #expect(try await outcome(["--tones", path, "--country", "xa"]).contains("  reorder  "))
    // No country of the world has 900 Hz at this cadence.
    #expect(!(try await outcome([]).contains("  reorder  ")))
    let unknown = try await Earshot.run(["classify", "--tones", path, "--country", "us", tone])
    #expect(unknown.status == 2)
  }
}
