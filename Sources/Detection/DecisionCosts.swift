// SPDX-License-Identifier: GPL-3.0-or-later

/// What the decision between a person and a machine may cost, relative to one another. The analyzer decides when waiting
/// longer is expected to cost more than it saves. All are 0 or more.
public struct DecisionCosts: Sendable, Hashable {
  /// An agent is connected to a machine.
  public var machineTakenForPerson: Double
  /// A person is hung up on, or hears the message meant for a machine.
  public var personTakenForMachine: Double
  /// A second in which a person has stopped speaking and nobody answers: three times as much within the first, 0.3 times
  /// behind it.
  public var waitingSecond: Double
  /// A second of the line on a machine.
  public var lineSecond: Double

  public init(
    machineTakenForPerson: Double, personTakenForMachine: Double, waitingSecond: Double = 1,
    lineSecond: Double
  ) {
    self.machineTakenForPerson = machineTakenForPerson
    self.personTakenForMachine = personTakenForMachine
    self.waitingSecond = waitingSecond
    self.lineSecond = lineSecond
  }
}

/// Costs by name.
public enum DecisionProfile: String, Sendable, Hashable, Codable, CaseIterable {
  /// Hardly ever hangs up on a person; more machines reach agents.
  case cautious
  /// As few mistakes as there can be, each kind about as dear as the other.
  case balanced
  /// Persons are not kept waiting; more machines reach agents.
  case quick

  public var costs: DecisionCosts {
    switch self {
    case .cautious:
      DecisionCosts(
        machineTakenForPerson: 30, personTakenForMachine: 1000, waitingSecond: 0.8, lineSecond: 0.1
      )
    case .balanced:
      DecisionCosts(
        machineTakenForPerson: 65, personTakenForMachine: 120, waitingSecond: 1.65, lineSecond: 1.4
      )
    case .quick:
      DecisionCosts(
        machineTakenForPerson: 7, personTakenForMachine: 20, waitingSecond: 0.65, lineSecond: 0.17)
    }
  }
}
