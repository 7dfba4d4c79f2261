// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation

/// The lines of a run as they live: redrawn in place on a terminal, one line for each piece of news elsewhere.
struct RunScreen {
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var rows: [String: LineStatus] = [:]
  private var order: [String] = []
  private var drawn = 0
  /// By campaign.
  private var status: [String: CampaignStatus] = [:]
  private var notices: [String] = []
  private static let width = 110

  mutating func show(_ event: MonitorEvent) {
    switch event {
    case .campaign(let status): self.status[status.campaign] = status
    case .line(let status):
      let line = status.line ?? "—"
      if let line = status.line {
        if rows[line] == nil { order.append(line) }
        rows[line] = status
      }
      if !isTerminal, status.state != .ringing || status.heard == nil {
        print(RunScreen.row(line, status))
      }
    }
    if isTerminal { redraw() }
  }

  mutating func notice(_ text: String) {
    if isTerminal {
      notices.append(text)
      redraw()
    } else {
      print("* \(text)")
    }
  }

  private mutating func redraw() {
    var text = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
    var lines = [
      "line          state      number    heard                               verdict            conf."
    ]
    for line in order.sorted(by: RunScreen.isBefore) {
      if let status = rows[line] { lines.append(RunScreen.row(line, status)) }
    }
    if !status.isEmpty {
      func sum(_ count: (CampaignStatus) -> Int) -> Int {
        status.values.reduce(0) { $0 + count($1) }
      }
      lines.append(
        "\(sum { $0.records - $0.unfinished }) of \(sum(\.records)) records done, \(sum(\.attempts)) attempts, "
          + "\(sum(\.open)) calls up, \(sum(\.agents)) agents")
    }
    lines += notices.suffix(3).map { "* \($0)" }
    for line in lines { text += "\u{1B}[2K" + line.prefix(RunScreen.width) + "\n" }
    drawn = lines.count
    Console.say(text)
  }

  private static func isBefore(_ a: String, _ b: String) -> Bool {
    a.count != b.count ? a.count < b.count : a < b
  }

  /// Until a person is on the line an agent is only reserved.
  private static func hasAgent(_ status: LineStatus) -> Bool {
    [.live, .connected, .wrapUp].contains(status.state)
  }

  private static func row(_ line: String, _ status: LineStatus) -> String {
    let confidence = status.confidence.map { String(format: "%3.0f %%", 100 * $0) } ?? ""
    return [
      line.padded(to: 12), status.state.rawValue.padded(to: 9), (status.phone ?? "").padded(to: 8),
      (status.heard ?? "").cut(to: 34), (status.outcome ?? "").padded(to: 17), confidence,
      RunScreen.hasAgent(status) ? status.agent.map { "→ \($0)" } ?? "" : "",
    ].joined(separator: "  ")
  }
}

extension String {
  /// Filled with spaces behind, or cut at the end, to `width` characters.
  func cut(to width: Int) -> String {
    count > width ? prefix(width - 1) + "…" : padded(to: width)
  }
}
