// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// Whole campaigns over SIP and RTP on loopback: gateway, OCS and exchange as processes of their own.
struct SIPCampaignTests {
  @Test(.timeLimit(.minutes(2)))
  func `a campaign over SIP hears every far end as what it is`() async throws {
    let folder = try TemporaryFolder()
    let (status, output, errors) = try await Earshot.run([
      "run", "--sip", "--records", "10", "--agents", "5", "--speed", "6", "--directory",
      folder.file("run").path,
    ])
    #expect(status == 0, "\(output.suffix(3000))\(errors.suffix(1000))")
    #expect(output.contains("every far end was heard as what it was"))
  }

  /// Calls that are up when the gateway is killed; `make test-long` asks for more.
  private static let killed =
    ProcessInfo.processInfo.environment["EARSHOT_CALLS"].flatMap { Int($0) } ?? 3

  @Test(.timeLimit(.minutes(5)))
  func `a gateway that is killed with calls up loses no record and dials no attempt twice`()
    async throws
  {
    let folder = try TemporaryFolder()
    let calls = SIPCampaignTests.killed
    let (run, output) = (folder.file("run"), folder.file("output"))
    let process = try Earshot.start(
      [
        "run", "--sip", "--records", "\(calls + 5)", "--agents", "\(calls + 1)", "--speed",
        calls > 10 ? "2" : "6", "--directory", run.path,
      ], output: output)
    // Calls are up: the exchange has seen them.
    while process.isRunning, arrivals(in: run).count < calls {
      try await Task.sleep(for: .milliseconds(20))
    }
    try await Task.sleep(for: .milliseconds(100))
    let text = try String(contentsOf: run.appending(path: "gateway.pid"), encoding: .utf8)
    let pid = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(pid, SIGKILL) == 0)
    let status = await process.status()
    let said = try String(contentsOf: output, encoding: .utf8)
    #expect(status == 0, "\(said.suffix(3000))")
    let store = try SQLiteRecords(path: run.appending(path: "lists.sqlite").path)
    let records = try await store.records(campaign: "demonstration")
    #expect(records.count == calls + 5 && records.allSatisfy { $0.recordStatus.isFinal })
    let dialed = try await store.attempts(campaign: "demonstration").filter {
      $0.stage != .neverDialed
    }
    #expect(Set(dialed.map(\.id)).count == dialed.count)
    #expect(dialed.allSatisfy { $0.result != nil })
    // What was up has the result of a call whose gateway is gone.
    let interrupted = dialed.count { $0.result?.callResult == .systemError }
    #expect(interrupted >= calls, "\(interrupted) of \(dialed.count) attempts")
    let heard = Dictionary(arrivals(in: run).map { ($0, 1) }, uniquingKeysWith: +)
    for record in records {
      let attempts = dialed.count { $0.recordID == record.recordID }
      #expect(heard[record.contactInfo.digits, default: 0] <= attempts)
    }
  }

  private func arrivals(in run: URL) -> [String] {
    let log = try? String(contentsOf: run.appending(path: "arrivals.log"), encoding: .utf8)
    return (log ?? "").split(separator: "\n").compactMap {
      $0.split(separator: "\t").last.map(String.init)
    }
  }

  @Test func `one call is dialed on a trunk and told as it goes`() async throws {
    let folder = try TemporaryFolder()
    let script = """
      version: 1
      country: us
      samples: "\(Earshot.root.appending(path: "Samples").path)"
      far-ends:
        "5550100":
          name: Ann
          rings: 2
          play: live-us-hello-female.wav
      """
    try Data(script.utf8).write(to: folder.file("far-ends.yaml"))
    let port = UInt16.random(in: 20_000...28_000)
    try Data("listen: 127.0.0.1:\(port)\nfar_ends: far-ends.yaml\n".utf8).write(
      to: folder.file("exchange.yaml"))
    let exchange = try Earshot.start(
      ["exchange", "--config", folder.file("exchange.yaml").path],
      output: folder.file("log"))
    defer { exchange.terminate() }
    try await Task.sleep(for: .milliseconds(700))
    let (status, output, errors) = try await Earshot.run(
      ["dial", "--trunk", "127.0.0.1:\(port)", "555-0100"])
    let log = try String(contentsOf: folder.file("log"), encoding: .utf8)
    #expect(status == 0, "\(output)\(errors)\(log)")
    #expect(output.contains(#""outcome":"live-voice""#))
    let last = try #require(output.split(separator: "\n").last)
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(result["kind"] as? String == "result" && result["released"] is String, "\(last)")
    #expect(result["call_result"] as? String == "Answer")
    let nobody = try await Earshot.run(["dial", "--trunk", "127.0.0.1:\(port)", "5550999"])
    #expect(nobody.status == 1)
    #expect(nobody.output.contains("404"))
    #expect(try await Earshot.run(["dial", "--trunk", "a b", "5550999"]).status == 2)
  }
}
