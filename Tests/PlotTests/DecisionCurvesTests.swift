// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Plot

struct DecisionCurvesTests {
  /// A word of 0.6 s, and 4 s of a quiet line.
  private func hello(_ profile: DecisionProfile = .balanced) -> CallTrace {
    var samples = [Int16](repeating: 0, count: 4000)
    samples += Signals.voice(seconds: 0.6, level: Level(dBm0: -18), seed: 3)
    samples += [Int16](repeating: 0, count: 32_000)
    var noise = NoiseSource(level: Level(dBm0: -60), seed: 1)
    noise.add(to: &samples)
    return CallTrace(
      samples, settings: AnalyzerSettings(supervision: .signalled, profile: profile), answer: .zero)
  }

  @Test func `the mistakes cost as much as one another where the curve breaks even`() throws {
    for profile in DecisionProfile.allCases {
      let curves = try #require(DecisionCurves(hello(profile)))
      let even = try #require(curves.breakEven)
      #expect(abs(curves.lossOfPerson(even) - curves.lossOfMachine(even)) < 1e-9)
      #expect(curves.lossOfPerson(1) == profile.costs.machineTakenForPerson)
      #expect(curves.lossOfMachine(0) == profile.costs.personTakenForMachine)
    }
  }

  @Test func `a picture of talk has the probability, the costs and the decision`() throws {
    let trace = hello()
    #expect(trace.verdict?.outcome == .liveVoice)
    let costs = DecisionProfile.balanced.costs
    let (person, agent) = (costs.personTakenForMachine, costs.machineTakenForPerson)
    let even = String(format: "%.2f", person / (person + agent))
    let svg = try DrawnSVG(CallPicture(trace, name: "hello").bytes(.svg))
    for text in [
      "p(machine)", "loss if now", "break-even, p = \(even)",
      "expected loss if called a person now",
    ] { #expect(svg.texts.contains(text), "\(text)") }
    #expect(svg.texts.contains { $0.hasPrefix("p 0.") && $0.hasSuffix(": a person") })
    #expect(
      svg.texts.contains {
        $0.contains("a person lost costs \(Int(person)), an agent on a machine \(Int(agent))")
      })
  }

  @Test func `the decision is marked where the verdict fell`() throws {
    let trace = hello()
    let verdict = try #require(trace.verdict)
    let machine = try #require(trace.frames.last { $0.center <= verdict.decidedAt }?.machine)
    let png = try DrawnPNG(CallPicture(trace, name: "hello").bytes(.png))
    // The panel of the probability: 84 high, 16 under the spectrogram.
    let x = 96 + 1100 * verdict.decidedAt.seconds / trace.duration
    let y = 96 + 300 + 16 + 84 * (1 - (machine + 0.05) / 1.1)
    #expect(png[x, y] == DecisionCurves.personColor.hex)
  }

  @Test func `where nobody spoke there is no such panel`() throws {
    #expect(DecisionCurves(CallTrace(Sounds.busy())) == nil)
    let svg = try DrawnSVG(CallPicture(CallTrace(Sounds.busy()), name: "busy").bytes(.svg))
    #expect(!svg.texts.contains("p(machine)"))
    #expect(!svg.texts.contains { $0.contains("costs") })
  }

  @Test func `the scale of the losses holds them all`() throws {
    for profile in DecisionProfile.allCases {
      let curves = try #require(DecisionCurves(hello(profile)))
      let axis = try #require(curves.axes.last)
      #expect(axis.ticks.count >= 2)
      for tick in axis.ticks { #expect(axis.range.contains(tick.value)) }
    }
  }
}
