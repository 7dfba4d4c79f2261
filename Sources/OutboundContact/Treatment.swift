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
    /// 5 RetryAtDate: dial again at that moment of the record's zone.
    case retryAt(TreatmentMoment)
    /// 6 NextInChain: status Updated; the next number of the chain is dialed, its sequences from their start.
    case nextInChain
    /// 7 NextInChainAfter: the same, after `minutes`.
    case nextInChainAfter(minutes: Int)
    /// 8 NextInChainAtDate: the same, at that moment of the next number's zone.
    case nextInChainAt(TreatmentMoment)
    /// 9 AssignToGroup: the chain goes to the campaign of this name, with a fresh start there.
    case assignToGroup(String)
    /// 10 MarkAsAgentError: status AgentError.
    case markAsAgentError
    /// 11 Reschedule: dial again after `minutes`, for the agent who had the record last, if one had.
    case reschedule(minutes: Int)
    /// Execute: the record is done, and what the configuration has under this name is run with it.
    case execute(String)

    /// Nothing can follow it in a sequence.
    var isLast: Bool {
      switch self {
      case .redial, .retryIn, .retryAt, .reschedule: false
      default: true
      }
    }
  }

  public var callResult: CallResult
  /// Place in the sequence, from 1.
  public var number: Int
  public var action: RecordAction
  /// How many times in a row it applies before the next in the sequence does (CfgTreatment's cycleAttempt).
  public var times: Int
  /// What is done with the call itself, where its result is an answering machine, a fax or silence; nil: it is dropped.
  public var callAction: CallAction?

  public init(
    _ callResult: CallResult, number: Int = 1, _ action: RecordAction, times: Int = 1,
    call callAction: CallAction? = nil
  ) {
    self.callAction = callAction
    self.callResult = callResult
    self.number = number
    self.action = action
    self.times = times
  }
}
