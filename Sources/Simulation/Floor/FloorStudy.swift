// SPDX-License-Identifier: GPL-3.0-or-later
import Evaluation
import Foundation
public import OutboundContact

/// Several seeds of one floor under several policies; every policy meets the same customers.
public struct FloorStudy: Sendable {
  public var scenario: FloorScenario
  public var rule: AbandonmentRule
  /// What the predictive policy believes before it has seen anything.
  public var guess: FloorGuess
  public var seeds: Int
  public var days: Int

  public init(
    _ scenario: FloorScenario, rule: AbandonmentRule = .unitedStates,
    guess: FloorGuess = FloorGuess(), seeds: Int = 1, days: Int = 1
  ) {
    self.scenario = scenario
    self.rule = rule
    self.guess = guess
    self.seeds = seeds
    self.days = days
  }

  /// One run.
  ///
  /// - Parameters:
  ///   - windowSeconds: how long the stretches are that `FloorResult.windows` tells of.
  ///   - dayIsOver: told of each day; where it says false, that is the end.
  public func run(
    _ policy: FloorPolicy, seed: Int, windowSeconds: Double? = nil,
    dayIsOver: (Int) -> Bool = { _ in true }
  ) -> FloorResult {
    var run = FloorRun(
      scenario, days: days, seed: UInt64(seed), windowSeconds: windowSeconds
    ) { book in
      policy.policy(book, scenario: scenario, rule: rule, guess: guess)
    }
    return run.run(dayIsOver)
  }

  /// All seeds, on all cores.
  public func run(
    _ policies: [FloorPolicy], dayIsOver: @escaping @Sendable () -> Void = {}
  ) -> [FloorSummary] {
    let jobs = policies.indices.flatMap { policy in
      (1...max(1, seeds)).map { (policy: policy, seed: $0) }
    }
    let results = jobs.mapInParallel { job in
      run(policies[job.policy], seed: job.seed) { _ in
        dayIsOver()
        return true
      }
    }
    return policies.indices.map { index in
      FloorSummary(
        policy: policies[index].description,
        results: zip(jobs, results).filter { $0.0.policy == index }.map(\.1), days: days)
    }
  }
}
