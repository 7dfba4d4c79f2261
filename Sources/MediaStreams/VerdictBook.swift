// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Synchronization

/// The verdicts of calls that were streamed lately, by their ids, for whoever asks.
final class VerdictBook: Sendable {
  /// Calls that are remembered.
  static let most = 10_000

  enum Entry: Sendable { case listening, decided(Verdict), undecided }

  private struct Pages: ~Copyable {
    var entries: [String: Entry] = [:]
    var order: [String] = []
  }

  private let pages = Mutex(Pages())

  func note(_ id: String, _ entry: Entry) {
    pages.withLock { pages in
      if pages.entries.updateValue(entry, forKey: id) == nil { pages.order.append(id) }
      guard pages.order.count > VerdictBook.most else { return }
      for old in pages.order.prefix(VerdictBook.most / 10) { pages.entries[old] = nil }
      pages.order.removeFirst(VerdictBook.most / 10)
    }
  }

  func entry(_ id: String) -> Entry? { pages.withLock { $0.entries[id] } }

  /// AMD()'s words for a verdict: HUMAN, MACHINE, NOTSURE, HANGUP; or the outcome's own, in capitals.
  static func word(_ entry: Entry?) -> String {
    switch entry {
    case .listening, nil: "NOTSURE"
    case .undecided: "HANGUP"
    case .decided(let verdict):
      switch verdict.outcome {
      case .liveVoice: "HUMAN"
      case .answeringMachine, .callScreener: "MACHINE"
      case .unknown, .silence: "NOTSURE"
      default: verdict.outcome.rawValue.uppercased()
      }
    }
  }
}
