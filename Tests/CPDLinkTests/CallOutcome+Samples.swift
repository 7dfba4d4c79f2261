// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection

extension CallOutcome {
  static func busy(attempt: String) -> CallOutcome {
    CallOutcome(
      attempt: attempt, outcome: .busy, callResult: .busy, confidence: 0.99,
      decidedAt: SampleTime(seconds: 2.05), line: "loopback/1", reason: "busy tone",
      events: [
        CallEvent(
          .tone, at: SampleTime(seconds: 0.02), end: SampleTime(seconds: 0.52), name: "busy",
          frequencies: [480, 620], level: Level(dBm0: -19.8))
      ])
  }
}
