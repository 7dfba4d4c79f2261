// SPDX-License-Identifier: GPL-3.0-or-later
public import Detection
import Foundation

/// Costs as they are written on a command line: `person,agent,delay,line`.
extension DecisionCosts {
  /// From "60,30,1,0.3": a person taken for a machine, a machine taken for a person, a second that a person waits, a
  /// second of the line; three tenths of a waiting second unless it is given. Nil unless all
  /// are numbers of 0 or more, and some mistake costs something.
  public init?(_ text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    // More than a billion is no price beside one of 1.
    let costs = numbers.compactMap { $0 }.filter { (0...1e9).contains($0) }
    guard costs.count == numbers.count, (3...4).contains(costs.count), costs[0] + costs[1] > 0
    else { return nil }
    self.init(
      machineTakenForPerson: costs[1], personTakenForMachine: costs[0], waitingSecond: costs[2],
      lineSecond: costs.count == 4 ? costs[3] : 0.3 * costs[2])
  }

  /// As in "60,30,1,0.3".
  public var text: String {
    [personTakenForMachine, machineTakenForPerson, waitingSecond, lineSecond]
      .map { String(format: "%.4g", $0) }.joined(separator: ",")
  }

  /// The profile that has these costs.
  public var profile: DecisionProfile? { DecisionProfile.allCases.first { $0.costs == self } }

  /// The profile's name, or the costs.
  public var name: String { profile?.rawValue ?? text }
}
