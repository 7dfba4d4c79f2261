// SPDX-License-Identifier: GPL-3.0-or-later
public import ArgumentParser
public import Detection
import Evaluation

/// What the decision between a person and a machine costs: a profile, or numbers of one's own.
struct DecisionOption: ParsableArguments {
  @Option(
    help:
      "cautious hardly ever takes a person for a machine, balanced errs least, quick decides soonest."
  )
  var profile: DecisionProfile?

  @Option(
    help: ArgumentHelp(
      "Costs in place of a profile's, relative to one another: a person taken for a machine, an agent on a machine, a second that a person waits, a second of the line. balanced is \(DecisionProfile.balanced.costs.text).",
      valueName: "person,agent,delay[,line]"),
    transform: DecisionCosts.init(argument:))
  var costs: DecisionCosts?

  func validate() throws {
    guard profile == nil || costs == nil else {
      throw ValidationError("--profile and --costs: give one of them.")
    }
  }

  var chosen: DecisionCosts { costs ?? (profile ?? .balanced).costs }
}

/// When the recordings that are heard were answered.
struct AnswerOption: ParsableArguments {
  @Option(
    help: "Seconds from the start at which the line signalled the answer, in every recording.")
  var answeredAt: Double?

  func validate() throws {
    // A million seconds are eleven days.
    if let answeredAt, !(answeredAt >= 0 && answeredAt < 1e6) {
      throw ValidationError("--answered-at takes seconds from the start, 0 or more.")
    }
  }
}

extension DecisionProfile: ExpressibleByArgument {}

extension DecisionCosts {
  /// A profile's by its name, or costs.
  init(named argument: String) throws {
    if let profile = DecisionProfile(rawValue: argument) {
      self = profile.costs
    } else {
      try self.init(argument: argument)
    }
  }

  fileprivate init(argument: String) throws {
    guard let costs = DecisionCosts(argument) else {
      throw ValidationError(
        "'\(argument)' are no costs; write three or four numbers, 0 or more, with commas between: person,agent,delay or person,agent,delay,line, as in 60,30,1,0.3."
      )
    }
    self = costs
  }
}
