// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import SIP
import Testing

/// Calls to sipp: a far side that others wrote, for each row of the table and each turn that a call can take.
@Suite("SIP with sipp", .serialized)
struct SippTests {
  /// Status, Q.850 cause, and what becomes of the call.
  static let table: [(String, Int?, Outcome, CallResult)] = [
    ("486 Busy Here", nil, .busy, .busy), ("600 Busy Everywhere", nil, .busy, .busy),
    ("404 Not Found", nil, .numberUnobtainable, .sitInvalidNum),
    ("410 Gone", nil, .numberUnobtainable, .sitInvalidNum),
    ("484 Address Incomplete", nil, .numberUnobtainable, .sitInvalidNum),
    ("480 Temporarily Unavailable", nil, .ringback, .noAnswer),
    ("408 Request Timeout", nil, .ringback, .noAnswer),
    ("503 Service Unavailable", nil, .reorder, .allTrunksBusy),
    ("500 Server Internal Error", nil, .reorder, .allTrunksBusy),
    ("603 Decline", nil, .unknown, .dropped),
    ("403 Forbidden", nil, .unknown, .switchError),
    // The cause counts more than the response.
    ("480 Temporarily Unavailable", 17, .busy, .busy),
    ("503 Service Unavailable", 1, .numberUnobtainable, .sitInvalidNum),
    ("500 Server Internal Error", 34, .reorder, .allTrunksBusy),
    ("480 Temporarily Unavailable", 22, .sitIC, .sitIntercept),
    ("480 Temporarily Unavailable", 16, .ringback, .noAnswer),
  ]

  @Test("each final response and cause has its call result", arguments: 0..<table.count)
  func refused(_ row: Int) async throws {
    let (status, cause, outcome, result) = SippTests.table[row]
    let sipp = try Sipp(
      "refuse", status: status, reason: cause.map { "Reason: Q.850;cause=\($0)" } ?? "")
    let call = try await Caller.call("5550100", port: sipp.port)
    #expect(call.outcome.outcome == outcome, "\(status) \(cause ?? 0): \(call.outcome.reason)")
    #expect(call.outcome.callResult == result)
    #expect(call.signals.last == String(status.prefix(3)))
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  private var hello: [Int16] {
    get throws {
      try Recording(
        contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
      ).samples + [Int16](repeating: 0, count: 80_000)
    }
  }

  @Test(
    "a person behind 180 and 200 is heard", arguments: ["answer", "forked", "prack", "retransmit"])
  func answered(_ scenario: String) async throws {
    let sipp = try Sipp(scenario, playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port)
    #expect(call.outcome.callResult == .answer, "\(scenario): \(call.outcome.reason)")
    #expect(call.outcome.outcome == .liveVoice, "\(scenario): \(call.outcome.reason)")
    #expect(call.released == .local)
    #expect(sipp.end() == 0, "\(scenario): \(sipp.errors)")
  }

  @Test("digest authentication is answered, with the right secret and with a wrong one")
  func authenticated() async throws {
    for (password, result) in [("secret", CallResult.answer), ("wrong", .switchError)] {
      let sipp = try Sipp("auth", playing: try hello)
      let call = try await Caller.call("5550100", port: sipp.port) {
        $0.username = "ann"
        $0.password = password
      }
      #expect(call.outcome.callResult == result, "\(password): \(call.outcome.reason)")
      #expect(sipp.end() == 0, "\(sipp.errors)")
    }
  }

  @Test("a BYE that is challenged is said again, with the caller's secret")
  func challengedBye() async throws {
    let sipp = try Sipp("bye-auth", playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port) {
      $0.username = "ann"
      $0.password = "secret"
    }
    #expect(call.outcome.callResult == .answer, "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("busy heard in early media before a 480 is one outcome, with both in its evidence")
  func earlyBusy() async throws {
    let us = try #require(TonePlan.of("us"))
    var busy = ToneSynthesizer(try #require(us.busy))
    var samples = [Int16](repeating: 0, count: 80_000)
    var span = samples.mutableSpan
    busy.render(into: &span)
    let sipp = try Sipp("early", status: "480 Temporarily Unavailable", playing: samples)
    let call = try await Caller.call("5550100", port: sipp.port)
    #expect(call.outcome.outcome == .busy)
    #expect(call.outcome.callResult == .busy)
    #expect(call.outcome.events.contains { $0.kind == .tone && $0.name == "busy" })
    #expect(call.outcome.events.contains { $0.kind == .signalling && $0.name == "183" })
    _ = sipp.end()
  }

  @Test("ringing that is only signalled ends as no answer, with a CANCEL")
  func rings() async throws {
    let sipp = try Sipp("ring")
    // Four times the speed of life: the ring limit of 15 s comes after some 4 s.
    let call = try await Caller.call("5550100", port: sipp.port, speed: 4)
    #expect(call.outcome.callResult == .noAnswer, "\(call.outcome.reason)")
    #expect(call.outcome.outcome == .ringback)
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("hold and retrieval are followed, and a late BYE with its cause ends the call")
  func hold() async throws {
    let sipp = try Sipp("hold", playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port) {
      $0.mediaTimeout = 5
    } whileLive: {
      _ = await $0.released
    }
    #expect(call.outcome.callResult == .answer)
    #expect(call.released == .remote)
    #expect(call.signals.last == "BYE")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test("who is on hold, by direction or by address, may be silent for longer than a call may")
  func silentHold() async throws {
    let sipp = try Sipp("hold-silent", playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port) {
      $0.mediaTimeout = 1
    } whileLive: {
      _ = await $0.released
    }
    #expect(call.outcome.callResult == .answer)
    #expect(call.released == .remote)
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test(
    "an answer without RTP fails after the time that the trunk allows, and the far side gets its BYE"
  )
  func silent() async throws {
    let sipp = try Sipp("silent")
    let call = try await Caller.call("5550100", port: sipp.port) { $0.mediaTimeout = 1 }
    #expect(call.released == .failed)
    #expect(call.outcome.reason.contains("no RTP"))
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test(
    "where SRTP is asked for, an answer without a key that can be used ends the call",
    arguments: [
      "a=sendrecv", "a=crypto:1 AEAD_AES_128_GCM inline:WVNfX19zZW1jdGwgKCkgewkyMjA7",
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2hvcnQ=",
    ])
  func noKey(_ attribute: String) async throws {
    let sipp = try Sipp("no-key", status: attribute, playing: try hello)
    let call = try await Caller.call("5550100", port: sipp.port) { $0.isSecure = true }
    #expect(call.released == .failed)
    #expect(call.outcome.callResult == .callDropError, "\(call.outcome.reason)")
    #expect(call.outcome.reason.contains("key for SRTP"), "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }

  @Test(
    "a description that makes no sense ends the call, and the far side gets its BYE",
    arguments: ["wrong-sdp", "no-codec"])
  func wrongDescription(_ scenario: String) async throws {
    let sipp = try Sipp(scenario)
    let call = try await Caller.call("5550100", port: sipp.port)
    #expect(call.released == .failed)
    #expect(call.outcome.callResult == .callDropError, "\(call.outcome.reason)")
    #expect(sipp.end() == 0, "\(sipp.errors)")
  }
}
