// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Foundation
import Gateway
import Testing

/// Calls of a CPD server on disk.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct RecordingTests {
  private func server(
    _ folder: TestFolder, change: (inout RecordingConfiguration) -> Void = { _ in }
  ) throws -> TestServer {
    var server = TestServer(folder: folder)
    try FileManager.default.createDirectory(
      atPath: folder.path("calls"), withIntermediateDirectories: true)
    var recording = RecordingConfiguration(directory: folder.path("calls"))
    recording.reserve = 0
    change(&recording)
    server.configuration.recording = recording
    return server
  }

  private func files(_ folder: TestFolder, _ name: String = "calls") -> [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(name))) ?? []
    return found.filter { $0 != "ring" }.sorted()
  }

  /// One busy call from its beginning to its end; what it was heard as.
  private func busyCall(
    _ ocs: inout TestOCS, _ server: TestServer, _ attempt: String
  ) async throws -> CallOutcome {
    try await ocs.dial(attempt)
    try await server.trunk.leg().beBusy()
    let (id, outcome) = try await ocs.result()
    try ocs.acknowledge(id)
    return outcome
  }

  private struct Sidecar: Decodable {
    var file: String
    var outcome: String
    var call_result: String
    var country: String
    var supervision: String
    var released: String
    var lost_samples: Int
    var events: [CallEvent]
    var dispute: String?
  }

  private func sidecar(_ path: String) throws -> Sidecar {
    try JSONDecoder().decode(Sidecar.self, from: Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: RecordingFile.Format.allCases)
  func `a call is recorded in both directions, with its evidence beside it`(
    format: RecordingFile.Format
  ) async throws {
    let folder = try TestFolder()
    let server = try server(folder) { $0.format = format }
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      #expect(try await busyCall(&ocs, server, "call/1").callResult == .busy)
    }
    let found = files(folder)
    #expect(found.map { URL(filePath: $0).pathExtension } == [format.rawValue, "json"].sorted())
    let name = try #require(found.first)
    #expect(name.contains("-call_1."))
    let json = try sidecar(folder.path("calls/\(found.first { $0.hasSuffix("json") } ?? "")"))
    #expect(json.outcome == "busy" && json.call_result == "Busy" && json.country == "us")
    #expect(json.supervision == "signalled" && json.released == "local" && json.lost_samples == 0)
    #expect(json.events.contains { $0.name == "busy" })
    #expect(found.contains(json.file))
    // Neither the number nor anything of it.
    let text = try folder.text("calls/\(found.first { $0.hasSuffix("json") } ?? "")")
    #expect(!text.contains("5550100"))
    let path = folder.path("calls/\(json.file)")
    let heard = try Recording(contentsOf: path, channel: 1).samples
    let tone = try #require(TonePlan.of("us")?.busy)
    var synthesizer = ToneSynthesizer(tone)
    let wanted = synthesizer.render(heard.count)
    #expect(heard.count >= 8000)
    #expect(heard == wanted)
    #expect(try Recording(contentsOf: path, channel: 2).samples.allSatisfy { $0 == 0 })
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o077 == 0)
  }

  @Test func `where only disputed calls are kept, the others stay in the ring`() async throws {
    let folder = try TestFolder()
    let server = try server(folder) { $0.keep = .disputed }
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      _ = try await busyCall(&ocs, server, "sure")
      // Taken for a person because nothing could be decided.
      try await ocs.dial("doubtful")
      let leg = try await server.trunk.leg()
      leg.beAPerson()
      let (id, _) = try await ocs.result()
      try ocs.acknowledge(id)
      leg.end()
      _ = try await ocs.progress(.released)
    }
    #expect(files(folder).count == 2 && files(folder).allSatisfy { $0.contains("-doubtful.") })
    #expect(files(folder, "calls/ring").allSatisfy { $0.contains("-sure.") })
    #expect(files(folder, "calls/ring").count == 2)
    let json = try #require(files(folder).first { $0.hasSuffix("json") })
    #expect(try sidecar(folder.path("calls/\(json)")).dispute == "undecided")
  }

  @Test func `the oldest recordings go when the quota is reached`() async throws {
    let folder = try TestFolder()
    // A recording takes some 80 kB: 2.2 s of busy tone, 16-bit stereo.
    let server = try server(folder) { $0.quota = 250_000 }
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      for attempt in 1...6 {
        #expect(try await busyCall(&ocs, server, "call\(attempt)").callResult == .busy)
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    let names = files(folder)
    let bytes = try names.reduce(0) { sum, name in
      sum + (try Data(contentsOf: URL(filePath: folder.path("calls/\(name)"))).count)
    }
    #expect(bytes <= 250_000 && bytes > 60_000)
    #expect(names.contains { $0.contains("-call6.") })
    #expect(!names.contains { $0.contains("-call1.") })
  }

  @Test func `a full disk costs recordings and no call`() async throws {
    let folder = try TestFolder()
    let disk = folder.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let mounted = try run("/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk)
    try #require(mounted == 0, "no tmpfs can be mounted; run the tests as root")
    defer { _ = try? run("/bin/umount", "-l", disk) }
    var server = TestServer(folder: folder)
    var recording = RecordingConfiguration(directory: disk)
    recording.reserve = 0
    server.configuration.recording = recording
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      for attempt in 1...3 {
        #expect(try await busyCall(&ocs, server, "call\(attempt)").callResult == .busy)
      }
    }
    #expect(server.log.text.contains("recordings given up"))
    #expect(server.log.text.contains("No space left"))
    let left = try FileManager.default.contentsOfDirectory(atPath: disk)
    #expect(left == ["ring"], "nothing half written: \(left)")
  }

  @Test func `what a killed server left unfinished is removed, other files are not`() async throws {
    let folder = try TestFolder()
    let server = try server(folder)
    try folder.write("x", to: "calls/.20261126T120000.000Z-a.part")
    try folder.write("x", to: "calls/notes.txt")
    try folder.write("x", to: "calls/mine.wav")
    try await server.run { _ in }
    #expect(files(folder) == ["mine.wav", "notes.txt"])
  }

  private func run(_ command: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: command)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
