// SPDX-License-Identifier: GPL-3.0-or-later

/// Who dials, and when the agent comes in; the names are those of CampaignMode in Genesys' desktop protocol.
public enum DialingMode: String, Sendable, Hashable, Codable, CaseIterable {
  /// The agent asks for a record, looks at it, and has it called; he hears the line from dialing on.
  case preview = "Preview"
  /// One call for each agent who is ready; he is promised to it until it is known who answered.
  case progressive = "Progressive"
  /// As many calls as the pacing policy allows, ahead of agents; whoever has waited longest gets the next answer.
  case predictive = "Predictive"
  /// Progressive, the agent's telephone connected first and kept while calls are dialed.
  case engagedProgressive = "EngagedProgressive"
  /// Predictive, agents' telephones connected first.
  case engagedPredictive = "EngagedPredictive"

  /// The number of CfgDialMode.
  public var code: Int {
    switch self {
    case .predictive: 1
    case .progressive: 2
    case .preview: 3
    case .engagedProgressive: 4
    case .engagedPredictive: 5
    }
  }

  /// Calls are dialed without an agent's asking.
  public var isAutomatic: Bool { self != .preview }

  /// Calls are dialed for nobody in particular, ahead of agents.
  public var isPredictive: Bool { self == .predictive || self == .engagedPredictive }

  /// An agent is given a call only where his telephone is connected already.
  public var isEngaged: Bool { self == .engagedProgressive || self == .engagedPredictive }

  /// Whether a running campaign may change to `other`: predictive and progressive into each other, so their engaged
  /// forms. Everything else takes a stop and a start.
  public func canBecome(_ other: DialingMode) -> Bool {
    isAutomatic && other.isAutomatic && isEngaged == other.isEngaged
  }

  /// By its name, its number, or its name as people write it: "Predictive", "1", "engaged-predictive".
  public init?(named text: String) {
    func plain(_ text: String) -> String {
      text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
    let wanted = plain(text)
    guard
      let mode = DialingMode.allCases.first(where: {
        plain($0.rawValue) == wanted || String($0.code) == wanted
      })
    else { return nil }
    self = mode
  }
}
