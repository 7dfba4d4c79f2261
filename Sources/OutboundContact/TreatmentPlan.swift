// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// The treatments of a campaign: for each call result a sequence, numbered from 1 without gaps.
///
/// A sequence goes on while the same result comes again; a different result begins its own. It ends with its last
/// treatment, with success, or with the campaign's most attempts; then the record's status is Updated.
/// NextInChain must be the last of its sequence.
public struct TreatmentPlan: Sendable, Hashable {
  public let treatments: [Treatment]
  private let sequences: [CallResult: [Treatment]]
  /// Whether any treatment makes something of a call that is up.
  private let keepsCalls: Bool

  public init(_ treatments: [Treatment]) throws(TreatmentPlanError) {
    self.init(unchecked: treatments)
    for (result, sequence) in sequences { try TreatmentPlan.check(sequence, of: result) }
  }

  /// For plans in the source, which a test checks.
  init(unchecked treatments: [Treatment]) {
    self.treatments = treatments
    keepsCalls = treatments.contains { $0.callAction?.keepsCall ?? false }
    sequences = Dictionary(grouping: treatments, by: \.callResult)
      .mapValues { $0.sorted { $0.number < $1.number } }
  }

  private static func check(
    _ sequence: [Treatment], of result: CallResult
  ) throws(TreatmentPlanError) {
    for (index, treatment) in sequence.enumerated() {
      func fault(_ text: String) -> TreatmentPlanError {
        TreatmentPlanError(description: "treatment \(treatment.number) of \(result.name): \(text)")
      }
      if treatment.number != index + 1 {
        throw fault("the numbers of a sequence run from 1 without gaps or doubles")
      }
      if treatment.times < 1 { throw fault("times must be at least 1") }
      if treatment.action.minutes.contains(where: { $0 < 0 }) {
        throw fault("minutes and increment cannot be negative")
      }
      if treatment.action.isLast {
        if index + 1 < sequence.count { throw fault("nothing can follow it; it must be the last") }
        if treatment.times > 1 { throw fault("it applies once") }
      }
      if treatment.callAction != nil, !CallAction.results.contains(result) {
        throw fault("a call action applies to AnsweringMachine, FaxDetected and Silence only")
      }
    }
  }

  /// The action after `result` when `used` treatments of its sequence have been applied already, a treatment
  /// with `times` counted as often; nil where the sequence has ended, or there is none.
  public func action(after result: CallResult, used: Int) -> Treatment.RecordAction? {
    guard let (treatment, turn) = treatment(after: result, used: used) else { return nil }
    if case .retryIn(let minutes, let increment) = treatment.action {
      return .retryIn(minutes: minutes + turn * increment)
    }
    return treatment.action
  }

  /// The treatment, and how often it has been applied in a row.
  private func treatment(
    after result: CallResult, used: Int
  ) -> (treatment: Treatment, turn: Int)? {
    var first = 0
    for treatment in sequences[result] ?? [] {
      let turn = used - first
      if turn < treatment.times { return (treatment, turn) }
      first += treatment.times
    }
    return nil
  }

  /// What becomes of the call itself, when a call to `record` turns out so; nil: it is dropped, if it is up at all.
  func callAction(after result: CallResult, for record: Record) -> CallAction? {
    guard CallAction.results.contains(result) else { return nil }
    let used = record.callResult == result ? record.treatmentsUsed : 0
    return treatment(after: result, used: used)?.treatment.callAction
  }

  /// The results at which a call to `record` is to stay up.
  func kept(for record: Record) -> Set<CallResult> {
    guard keepsCalls else { return [] }
    return CallAction.results.filter { callAction(after: $0, for: record)?.keepsCall ?? false }
  }
}

extension TreatmentPlan {
  /// The action after `result` for a record that must not be dialed again: on to the next number of the chain, if
  /// that is where its sequence ends.
  func lastResort(after result: CallResult) -> Treatment.RecordAction? {
    switch sequences[result]?.last?.action {
    case .nextInChain, .nextInChainAfter, .nextInChainAt: .nextInChain
    case .markAllChain: .markAllChain
    default: nil
    }
  }
}

/// A plan that breaks the rules of sequences.
public struct TreatmentPlanError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

extension TreatmentPlan: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let treatments = try container.decode([Treatment].self)
    do throws(TreatmentPlanError) {
      try self.init(treatments)
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(treatments)
  }
}
