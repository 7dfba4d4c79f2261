// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct CampaignConfigurationTests {
  private func read(_ json: String) throws -> CampaignConfiguration {
    try JSONDecoder().decode(CampaignConfiguration.self, from: Data(json.utf8))
  }

  @Test func `a name is enough`() throws {
    let configuration = try read(#"{"name":"spring"}"#)
    #expect(configuration == CampaignConfiguration(name: "spring"))
    #expect(configuration.callingList == "spring" && configuration.maxAttempts == 10)
    #expect(configuration.bufferMinimum == 4 && configuration.bufferOptimum == 6)
    #expect(configuration.treatments == .default)
  }

  @Test func `what the law wants and a campaign does not do is told`() {
    var configuration = CampaignConfiguration(name: "spring", mode: .predictive)
    #expect(configuration.lawFaults.count == 1 && configuration.lawFaults[0].contains("message"))
    configuration.safeHarbourMessage = "sorry"
    #expect(configuration.lawFaults.isEmpty)
    configuration.abandonmentRule.ringSeconds = 40
    configuration.agentWithinSeconds = 3
    #expect(configuration.lawFaults.map { $0.contains("ring_s") } == [true, false])
    #expect(configuration.lawFaults[1].contains("agent_within_seconds"))
  }

  @Test func `every key is read, and written again`() throws {
    let configuration = try read(
      """
      {"name":"spring","calling_list":"leads","application_id":9,"caller_id":"5550100","country":"gb",
       "profile":{"ring_s":25},"max_attempts":3,"buffer_minimum":2,"buffer_optimum":5,
       "treatments":[{"call_result":"Busy","action":"redial"}],"lines_per_call":1,
       "agent_return_seconds":30,"query_seconds":10,"refusal_pause_seconds":1,
       "personal_callback_seconds":600}
      """)
    #expect(configuration.callingList == "leads" && configuration.applicationID == 9)
    #expect(configuration.callerID == "5550100" && configuration.country == "gb")
    #expect(configuration.profile.ringSeconds == 25 && configuration.maxAttempts == 3)
    #expect(configuration.treatments.treatments == [Treatment(.busy, .redial)])
    #expect(configuration.bufferMinimum == 2 && configuration.bufferOptimum == 5)
    #expect(configuration.linesPerCall == 1 && configuration.agentReturnSeconds == 30)
    #expect(configuration.refusalPauseSeconds == 1)
    #expect(configuration.personalCallBackSeconds == 600)
    let again = try JSONDecoder().decode(
      CampaignConfiguration.self, from: JSONEncoder().encode(configuration))
    #expect(again == configuration)
  }

  @Test(arguments: [
    (#"{}"#, "name"),
    (#"{"name":""}"#, "has a name"),
    (#"{"name":"x","max_attempt":3}"#, "max_attempt"),
    (#"{"name":"x","max_attempts":0}"#, "max_attempts must be"),
    (#"{"name":"x","buffer_minimum":6}"#, "buffer_optimum more"),
    (#"{"name":"x","lines_per_call":0}"#, "lines_per_call must be"),
    (#"{"name":"x","query_seconds":-1}"#, "negative"),
    (
      #"{"name":"x","treatments":[{"call_result":"Busy","number":2,"action":"redial"}]}"#,
      "run from 1"
    ),
  ])
  func `what cannot be is refused in words`(json: String, words: String) {
    let error = #expect(throws: DecodingError.self) { try read(json) }
    #expect(error.map { "\($0)".contains(words) } == true)
  }
}
