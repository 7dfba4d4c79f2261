// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// What to do with a record after a call result, in its place within that result's sequence.
public struct Treatment: Sendable, Hashable {
  /// The record actions; the comment names Genesys' recActionCode.
  public enum RecordAction: Sendable, Hashable {
    /// 1 MarkDB: the record is done, status Updated, and its chain with it.
    case markDB
    /// 2 MarkAllChain: so are all records of the chain, with the same call result.
    case markAllChain
    /// 3 Cycle: dial again at once.
    case redial
    /// 4 RetryIn: dial again after `minutes`, and `increment` more at each further turn of the same treatment.
    case retryIn(minutes: Int, increment: Int = 0)
    /// 6 NextInChain: status Updated; the next number of the chain is dialed, its sequences from their start.
    case nextInChain
  }

  public var callResult: CallResult
  /// Place in the sequence, from 1.
  public var number: Int
  public var action: RecordAction
  /// How many times in a row it applies before the next in the sequence does (CfgTreatment's cycleAttempt).
  public var times: Int

  public init(_ callResult: CallResult, number: Int = 1, _ action: RecordAction, times: Int = 1) {
    self.callResult = callResult
    self.number = number
    self.action = action
    self.times = times
  }
}
