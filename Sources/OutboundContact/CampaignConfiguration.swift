// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// How a campaign is run. Every key but `name` may be left out.
public struct CampaignConfiguration: Sendable, Hashable {
  public var name: String
  /// For people; desktops are told it.
  public var description: String?
  public var callingList: String
  /// Reported to desktops as GSW_APPLICATION_ID.
  public var applicationID: Int
  public var callerID: String?
  /// The mode in which it starts.
  public var mode: DialingMode
  /// What over-dialing is for in the predictive modes; the law's budget holds whatever the goal.
  public var goal = PacingGoal.lawful
  /// What the law allows of abandoned calls.
  public var abandonmentRule = AbandonmentRule.unitedStates
  /// So many lines for each ready agent in the predictive modes, whatever comes of it; nil: as the goal wants.
  public var overdialRatio: Double?
  /// Seconds from the end of a person's greeting until he has an agent, or hears the message (16 CFR
  /// 310.4(b)(4)(iii)).
  public var agentWithinSeconds: Double
  /// The gateway's name of the message for a person for whom no agent is there, with the seller's name and number;
  /// nil: he is hung up.
  public var safeHarbourMessage: String?
  /// The digit by which a person who hears it asks not to be called again.
  public var optOutDigit: String?
  /// Hours that an abandoned number is left alone.
  public var abandonedRestHours: Double
  /// What becomes of a record whose agent has vanished and not come back.
  public var vanishedAgent: VanishedAgent
  /// The called parties' tone plan, "us".
  public var country: String?
  /// The limits of each call.
  public var profile: CallProfile
  /// Dialed attempts per record, at most.
  public var maxAttempts: Int
  public var treatments: TreatmentPlan
  public var priorities: RecordPriorities
  /// Chains held per logged-in agent: fetched anew below `bufferMinimum`, up to `bufferOptimum`.
  public var bufferMinimum: Int
  public var bufferOptimum: Int
  /// The campaign's lists and their shares; empty: all that it has, the same of each.
  public var lists: [ListShare] = []
  /// The records that it takes.
  public var filter = RecordFilter()
  /// Lines that a call takes: its own, and that to the agent's place.
  public var linesPerCall: Int
  /// Of the gateway's lines it takes so many at most; nil: all, beside other campaigns.
  public var lines: Int?
  /// Its agents, where other campaigns have them too.
  public var agentTerms = AgentTerms()
  /// Seconds that a record is kept for an agent who has vanished.
  public var agentReturnSeconds: Double
  /// Seconds that the gateway has to answer what became of an attempt.
  public var querySeconds: Double
  /// Seconds without dialing after the gateway refused to.
  public var refusalPauseSeconds: Double
  /// Seconds that a personal callback waits for its own agent before anyone may take it.
  public var personalCallBackSeconds: Double

  /// What is done with the record of an agent who has vanished, once its call is over and `agentReturnSeconds` have
  /// passed.
  public enum VanishedAgent: String, Sendable, Hashable, Codable, CaseIterable {
    /// It gets its final update with what he had said.
    case finalise
    /// It goes back to the list, to be called again, with what he had said.
    case giveBack = "give_back"
    /// It waits for him.
    case keep
  }

  /// How long nothing may be heard of a call before the gateway is asked: the call's own limits and a minute; ten
  /// minutes while people talk.
  func checkSeconds(_ phase: OpenCall.Phase) -> Double {
    switch phase {
    case .dialing: profile.ringSeconds + profile.analysisSeconds + 60
    case .waiting, .offered, .message, .diverting: profile.agentWaitSeconds + 60
    case .previewing, .talking, .wrapUp: 600
    }
  }

  public init(
    name: String, callingList: String? = nil, applicationID: Int = 1, callerID: String? = nil,
    mode: DialingMode = .progressive, overdialRatio: Double? = nil, agentWithinSeconds: Double = 2,
    safeHarbourMessage: String? = nil, optOutDigit: String? = nil, abandonedRestHours: Double = 72,
    vanishedAgent: VanishedAgent = .finalise,
    country: String? = nil, profile: CallProfile = CallProfile(),
    maxAttempts: Int = 10, treatments: TreatmentPlan = .default,
    priorities: RecordPriorities = RecordPriorities(),
    bufferMinimum: Int = 4, bufferOptimum: Int = 6, linesPerCall: Int = 2,
    agentReturnSeconds: Double = 60,
    querySeconds: Double = 10, refusalPauseSeconds: Double = 5,
    personalCallBackSeconds: Double = 1800
  ) {
    self.name = name
    self.callingList = callingList ?? name
    self.applicationID = applicationID
    self.callerID = callerID
    self.mode = mode
    self.overdialRatio = overdialRatio
    self.agentWithinSeconds = agentWithinSeconds
    self.safeHarbourMessage = safeHarbourMessage
    self.optOutDigit = optOutDigit
    self.abandonedRestHours = abandonedRestHours
    self.vanishedAgent = vanishedAgent
    self.country = country
    self.profile = profile
    self.maxAttempts = maxAttempts
    self.treatments = treatments
    self.priorities = priorities
    self.bufferMinimum = bufferMinimum
    self.bufferOptimum = bufferOptimum
    self.linesPerCall = linesPerCall
    self.agentReturnSeconds = agentReturnSeconds
    self.querySeconds = querySeconds
    self.refusalPauseSeconds = refusalPauseSeconds
    self.personalCallBackSeconds = personalCallBackSeconds
  }

  /// Why the campaign may not dial; nil: it may.
  public var startFault: String? {
    callerID?.isEmpty ?? true
      ? "campaign \(name) has no caller_id, the number that called parties are shown" : nil
  }

  /// What its abandonment rule wants, and it does not do; told when it begins.
  public var lawFaults: [String] {
    let rule = abandonmentRule
    var faults: [String] = []
    if profile.ringSeconds < rule.ringSeconds {
      faults.append(
        "telephones ring for \(profile.ringSeconds) s (profile: ring_s), and are to for"
          + " \(rule.ringSeconds) at least")
    }
    if agentWithinSeconds > rule.connectSeconds {
      faults.append(
        "people wait for \(agentWithinSeconds) s (agent_within_seconds), and may for"
          + " \(rule.connectSeconds) at most")
    }
    if mode.isPredictive, rule.requiresMessage, safeHarbourMessage == nil {
      faults.append("who is abandoned is to hear who called, and there is no safe_harbour_message")
    }
    return faults.map { "\(rule.name): \($0)" }
  }

  /// Hours that a number is left alone whose call was abandoned: its own, and no fewer than the rule's.
  var restHours: Double { max(abandonedRestHours, abandonmentRule.retryHours) }

  /// A fetch of chains.
  public func fetchOrder(now: Date, limit: Int) -> FetchOrder {
    FetchOrder(
      campaign: name, now: now, limit: limit, lists: lists, priority: RecordPriority(priorities),
      filter: filter)
  }
}
