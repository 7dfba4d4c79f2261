// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// How a campaign is run. Every key but `name` may be left out.
public struct CampaignConfiguration: Sendable, Hashable {
  public var name: String
  public var callingList: String
  /// Reported to desktops as GSW_APPLICATION_ID.
  public var applicationID: Int
  public var callerID: String?
  /// The called parties' tone plan, "us".
  public var country: String?
  /// The limits of each call.
  public var profile: CallProfile
  /// Dialed attempts per record, at most.
  public var maxAttempts: Int
  public var treatments: TreatmentPlan
  /// Chains held per logged-in agent: fetched anew below `bufferMinimum`, up to `bufferOptimum`.
  public var bufferMinimum: Int
  public var bufferOptimum: Int
  /// The campaign's lists and their shares; empty: all that it has, the same of each.
  public var lists: [ListShare] = []
  /// The records that it takes.
  public var filter = RecordFilter()
  public var recordPriority = RecordPriority.default
  /// Lines that a call takes: its own, and that to the agent's place.
  public var linesPerCall: Int
  /// Seconds that a record is kept for an agent who has vanished.
  public var agentReturnSeconds: Double
  /// Seconds that the gateway has to answer what became of an attempt.
  public var querySeconds: Double
  /// Seconds without dialing after the gateway refused to.
  public var refusalPauseSeconds: Double
  /// Seconds that a personal callback waits for its own agent before anyone may take it.
  public var personalCallBackSeconds: Double

  /// How long nothing may be heard of a call before the gateway is asked: the call's own limits and a minute; ten
  /// minutes while people talk.
  func checkSeconds(_ phase: OpenCall.Phase) -> Double {
    switch phase {
    case .dialing: profile.ringSeconds + profile.analysisSeconds + 60
    case .waiting, .offered: profile.agentWaitSeconds + 60
    case .talking, .wrapUp: 600
    }
  }

  public init(
    name: String, callingList: String? = nil, applicationID: Int = 1, callerID: String? = nil,
    country: String? = nil, profile: CallProfile = CallProfile(),
    maxAttempts: Int = 10, treatments: TreatmentPlan = .default,
    bufferMinimum: Int = 4, bufferOptimum: Int = 6, linesPerCall: Int = 2,
    agentReturnSeconds: Double = 60,
    querySeconds: Double = 10, refusalPauseSeconds: Double = 5,
    personalCallBackSeconds: Double = 1800
  ) {
    self.name = name
    self.callingList = callingList ?? name
    self.applicationID = applicationID
    self.callerID = callerID
    self.country = country
    self.profile = profile
    self.maxAttempts = maxAttempts
    self.treatments = treatments
    self.bufferMinimum = bufferMinimum
    self.bufferOptimum = bufferOptimum
    self.linesPerCall = linesPerCall
    self.agentReturnSeconds = agentReturnSeconds
    self.querySeconds = querySeconds
    self.refusalPauseSeconds = refusalPauseSeconds
    self.personalCallBackSeconds = personalCallBackSeconds
  }

  /// A fetch of chains.
  public func fetchOrder(now: Date, limit: Int) -> FetchOrder {
    FetchOrder(
      campaign: name, now: now, limit: limit, lists: lists, priority: recordPriority,
      filter: filter)
  }
}
