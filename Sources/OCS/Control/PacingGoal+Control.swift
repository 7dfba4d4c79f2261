// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import OutboundContact

/// Goals of pacing as campaign control names them: CfgOptimizationMethod, and its value in percent or seconds.
extension PacingGoal {
  /// "None", "BusyFactor", "OverdialRate" or "WaitTime"; their numbers are 0 to 3.
  public var method: String { PacingGoal.methods[number] }

  /// Percent, of WaitTime seconds; nil for "None".
  public var methodValue: Double? {
    switch self {
    case .lawful: nil
    case .busyFactor(let share), .overdialRate(let share): (share * 1e6).rounded() / 1e4
    case .waitTime(let seconds): seconds
    }
  }

  private static let methods = ["None", "BusyFactor", "OverdialRate", "WaitTime"]

  private var number: Int {
    switch self {
    case .lawful: 0
    case .busyFactor: 1
    case .overdialRate: 2
    case .waitTime: 3
    }
  }

  /// By the method's name, however it is written, or its number.
  init(method name: String, value: Double?) throws(ControlFault) {
    let wanted = name.lowercased().filter { $0.isLetter || $0.isNumber }
    guard
      let number = PacingGoal.methods.indices.first(where: {
        String($0) == wanted || PacingGoal.methods[$0].lowercased() == wanted
      })
    else {
      throw ControlFault(
        .invalidParameter,
        "OptimizeBy is \(PacingGoal.methods.joined(separator: ", ")) or its number, not \"\(name)\""
      )
    }
    guard number > 0 else {
      self = .lawful
      return
    }
    guard let value else { throw ControlFault(.invalidParameter, "OptimizeGoal is missing") }
    let isInRange: Bool
    switch number {
    case 1:
      self = .busyFactor(value / 100)
      isInRange = value > 0 && value <= 100
    case 2:
      self = .overdialRate(value / 100)
      isInRange = value >= 0 && value < 100
    default:
      self = .waitTime(value)
      isInRange = value >= 0 && value <= 3600
    }
    guard isInRange else {
      throw ControlFault(
        .invalidParameter,
        "OptimizeGoal is percent, above 0 to 100 of BusyFactor, 0 to below 100 of OverdialRate; or seconds to 3600 of WaitTime"
      )
    }
  }
}
