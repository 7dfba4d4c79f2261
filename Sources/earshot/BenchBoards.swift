// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import CBoard
import Calls
import Evaluation
import Foundation
import Synchronization

struct BenchBoards: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boards",
    abstract:
      "What lines of a board cost at the pace of life: CPU, wake-ups, latency, lost blocks.",
    discussion: """
      earshot bench boards                   32 lines of a DAHDI card on FUSE, 10 s each way
      earshot bench boards --on alsa         32 channels of an ALSA device (make wire)
      earshot bench boards --lines 8 --json

      It starts a dahdi-card or a wire-exchange, and has every line hold a call with somebody who talks. First the lines are
      read and written and nothing is heard: what the device itself costs. Then a trunk serves them with the whole analyzer.
      Their difference is what Earshot itself takes. Figures are shares of one core of this machine as it is loaded now.

      Latency is from the moment at which the device has the 20 ms that decide to the verdict in the call's hands.

      Exit status: 0 measured, 2 no card can be had.
      """)

  @Option(help: "dahdi or alsa.") var on = CardProcess.Kind.dahdi

  @Option(help: "Lines, 1 to 128.") var lines = 32
  @Option(help: "Seconds of each measurement.") var seconds = 10.0
  @Option(help: "The card's program; that beside this one if not given.") var card: String?
  @Option(help: "ALSA's names for wires.", completion: .file()) var asound =
    ".build/wire/asound.conf"
  @Option(help: "Folder of the samples.", completion: .directory) var samples = "Samples"
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...128).contains(lines), seconds >= 1, seconds <= 600 else {
      throw ValidationError("--lines takes 1 to 128, --seconds 1 to 600.")
    }
  }

  func run() async throws {
    let report: BoardsBenchReport
    do {
      let samples = URL(filePath: samples).standardizedFileURL.path
      if on == .alsa { try nameWires() }
      let process = try CardProcess(on, program: card, ports: lines, samples: samples)
      defer { process.end() }
      let bare = try measureBare(process)
      let served = try await measureTrunk(process)
      let latency = Percentiles(served.latencies)
      report = BoardsBenchReport(
        device: on.rawValue, lines: lines, bare: bare, trunk: served.cost, lost: served.lost,
        verdicts: served.latencies.count, latencyMedian: latency[50], latencyP99: latency[99])
    } catch {
      throw Self.complain("bench boards", error)
    }
    print(json ? try report.jsonPage : report.text)
  }

  private func nameWires() throws {
    guard FileManager.default.fileExists(atPath: asound) else {
      throw CardProcessError(fault: "\(asound) is not there: make wire, or name it with --asound")
    }
    setenv("ALSA_CONFIG_PATH", asound, 1)
  }

  /// All lines off-hook, read and written by one thread that does nothing else.
  private func measureBare(_ process: CardProcess) throws -> BoardCost {
    let board = try Board(process.address)
    let channels = board.callingChannels.map { Int32($0) }
    for channel in channels { board_seize(board.handle, channel) }
    var block = [Int16](repeating: 0, count: BoardTrunk.block)
    func serve(_ blocks: Int) {
      for _ in 0..<blocks {
        board_wait(board.handle, 1000)
        for channel in channels {
          board_read(board.handle, channel, &block, Int32(block.count), nil)
          board_write(board.handle, channel, block, Int32(block.count))
        }
      }
    }
    serve(50)
    let start = CostClock(card: process.identifier)
    serve(Int(seconds * 50))
    return start.cost
  }

  private struct Served {
    var cost = BoardCost()
    var lost = LineCounters()
    /// Milliseconds from a block at the device to the verdict of it.
    var latencies: [Double] = []
  }

  /// All lines in a call that is listened to.
  private func measureTrunk(_ process: CardProcess) async throws -> Served {
    let board = try Board(process.address)
    let trunk = BoardTrunk(board)
    let (lines, seconds, identifier) = (lines, seconds, process.identifier)
    let clock = BlockClock()
    return try await withThrowingTaskGroup(of: Served?.self) { group in
      group.addTask {
        let pace = HardwarePace(board)
        try await trunk.serve {
          let wait = pace.wait()
          return {
            let isDue = wait()
            clock.blockIsDue()
            return isDue
          }
        }
        return nil
      }
      group.addTask {
        defer { trunk.stop() }
        for line in 1...lines {
          let request = CallRequest(attempt: "bench-\(line)", number: CardProcess.number)
          let (listener, events) = Listener.make(for: request)
          _ = try await trunk.place(request, listener: listener)
          Task {
            for await event in events {
              if case .decided = event { clock.verdictIsHere() }
            }
          }
        }
        // Dialed and answered; the verdicts come within the time that is measured.
        try await Task.sleep(for: .seconds(3))
        let before = trunk.counters
        let start = CostClock(card: identifier)
        try await Task.sleep(for: .seconds(seconds))
        var served = Served(cost: start.cost, lost: trunk.counters, latencies: clock.latencies)
        served.lost.overruns -= before.overruns
        served.lost.underruns -= before.underruns
        return served
      }
      var result = Served()
      for try await found in group { if let found { result = found } }
      return result
    }
  }
}

/// When blocks were due, and how long after its own a verdict was in hand.
private final class BlockClock: Sendable {
  private let start = ContinuousClock.now
  /// Nanoseconds.
  private let due = Atomic(0)
  private let heard = Mutex([Double]())

  private var now: Int { Int((ContinuousClock.now - start) / .nanoseconds(1)) }

  /// By the media thread: it goes on to read the block.
  func blockIsDue() { due.store(now, ordering: .releasing) }

  func verdictIsHere() {
    let delay = Double(now - due.load(ordering: .acquiring)) / 1e6
    heard.withLock { $0.append(delay) }
  }

  /// Milliseconds.
  var latencies: [Double] { heard.withLock { $0 } }
}

extension CardProcess.Kind: ExpressibleByArgument {}
