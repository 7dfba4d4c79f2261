// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// A bound that no policy can reach: it knows of every customer, before he is dialed, whether he will answer, and when.
/// It dials in the list's order, as everybody must, and does not know when an agent will be done.
///
/// Whom to dial when is then the same question as that of `PredictivePolicy`, without the chance of who answers: the
/// next person is dialed while the probability that he would find no agent, at the moment when he will be on the line,
/// stays below a threshold that is led to the law's ratio.
struct ClairvoyantPolicy: PacingPolicy {
  private let book: CustomerBook
  private let outlook: AgentOutlook
  private var ledger: AbandonmentLedger
  private var threshold = 0.05
  private var aim = 0.0
  /// When the people who were dialed will be on the line, seconds.
  private var arrivals: [Double] = []
  private var shortage = ShortageDistribution()

  init(_ book: CustomerBook, scenario: FloorScenario, rule: AbandonmentRule) {
    self.book = book
    outlook = AgentOutlook(scenario, longest: 45)
    ledger = AbandonmentLedger(rule: rule)
    aim = ledger.budget.perAnswered
  }

  mutating func observe(_ observation: FloorObservation) {
    guard case .counted(let counts, let time) = observation else { return }
    ledger.count(counts, at: time)
    aim = ledger.budget.perAnswered * 0.95
    let surplus = aim * Double(counts.liveAnswers) - Double(counts.abandoned)
    threshold = min(0.9, max(1e-5, threshold * exp(0.04 * surplus)))
  }

  mutating func callsToPlace(_ floor: FloorState) -> Int {
    let now = floor.now.timeIntervalSince1970
    arrivals.removeAll { $0 <= now }
    var placed = 0
    var people = 0
    while people < 1000 {
      let (calls, seconds) = book.nextPerson(skipping: people)
      // Neither he nor those who will be on the line after him may lack an agent.
      let moments = [now + seconds] + arrivals.filter { $0 > now + seconds }
      arrivals.append(now + seconds)
      guard moments.allSatisfy({ risk(at: $0, floor, now: now) <= threshold }) else {
        arrivals.removeLast()
        break
      }
      placed = calls
      people += 1
    }
    return placed
  }

  /// P(a person who is on the line at `time` finds nobody).
  private mutating func risk(at time: Double, _ floor: FloorState, now: Double) -> Double {
    // But for himself.
    let before = arrivals.count { $0 <= time } - 1
    let seconds = time - now
    shortage.reset(
      free: floor.readyAgents - floor.waitingCalls - before,
      terms: floor.talkingSince.count + floor.wrappingUpSince.count)
    let span = seconds + ledger.rule.connectSeconds
    for since in floor.talkingSince {
      shortage.addAgent(
        SIMD4(repeating: outlook.afterTalk(now - since.timeIntervalSince1970, span: span)))
    }
    for _ in floor.wrappingUpSince {
      shortage.addAgent(SIMD4(repeating: outlook.afterWrapUp(span: span)))
    }
    return shortage.risk
  }
}

/// How likely a busy agent of a scenario is ready within a span: what an estimate would come to in the end.
struct AgentOutlook: Sendable {
  /// By seconds of the span, then by five seconds of talk so far.
  private var talk: [[Double]] = []
  private let wrapUpMean: Double

  init(_ scenario: FloorScenario, longest: Int) {
    wrapUpMean = max(0.001, scenario.wrapUpMean)
    let ends = DurationEstimate.logNormal(scenario.talkMean, max(0.1, scenario.talkDeviation))
    let mean = wrapUpMean
    talk = (0...longest).map { span in
      (0...240).map { index in
        let age = Double(index) * 5 + 2.5
        let left = 1 - ends(age)
        let parts = 12
        let width = Double(span) / Double(parts)
        guard left > 1e-9, span > 0 else {
          return 1 - exp(-Double(span) / (scenario.talkMean + mean))
        }
        var sum = 0.0
        for part in 0..<parts {
          let from = age + Double(part) * width
          let rest = Double(span) - (Double(part) + 0.5) * width
          sum += (ends(from + width) - ends(from)) * (1 - exp(-rest / mean))
        }
        return sum / left
      }
    }
  }

  func afterTalk(_ seconds: Double, span: Double) -> Double {
    talk[max(0, min(talk.count - 1, Int(span.rounded())))][max(0, min(240, Int(seconds / 5)))]
  }

  func afterWrapUp(span: Double) -> Double { 1 - exp(-max(0, span) / wrapUpMean) }
}
