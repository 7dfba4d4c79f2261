// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import CDahdiCard
import Foundation
import Synchronization

private let isEnding = Atomic(false)

@main
struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dahdi-card",
    abstract: "A DAHDI card in user space, and an exchange behind it.",
    discussion: """
      dahdi-card /tmp/dahdi --ports 16 --far-ends far-ends.yaml

      mounts the device files channel, ctl, timer, pseudo, 1, 2, ... on the folder, and says "ready". A program that
      drives DAHDI opens them as it would those of /dev/dahdi. What is written to the file far-side is done:

        far-ends FILE [LOG]   who answers, and where calls that arrive are noted
        speed N               audio time to wall time
        alarm N, well N       the battery of channel N is gone, is back
        unplug N, plug N      the card's driver lets go of the channel, takes it again
        ring N                a call comes in
        event N CODE          an event, by its number

      It runs until SIGTERM or SIGINT. Exit status: 0 shut down, 2 it could not be mounted.
      """)

  @Argument(help: "Folder to mount on.", completion: .directory) var folder: String
  @Option(help: "FXO ports.") var ports: Int32 = 16
  @Option(help: "Clear channels behind them.") var bearers: Int32 = 0
  @Option(help: "Script of the far ends.", completion: .file(extensions: ["yaml"]))
  var farEnds: String?
  @Option(help: "File that gets a line for each call that arrives.") var arrivals: String?
  @Option(help: "Audio time to wall time.") var speed = 1.0
  @Flag(help: "The battery does not reverse when the far end answers.") var noReversal = false
  @Flag(help: "The span's law is A-law.") var alaw = false
  @Flag(help: "No tone zone is loaded: the card dials no tones.") var noToneZone = false

  /// Samples by which the card moves at a time: 5 ms.
  static let step: Int32 = 40
  static let block: Int32 = 160

  func validate() throws {
    guard speed > 0, speed <= 100 else { throw ValidationError("--speed is above 0, to 100.") }
  }

  func run() throws {
    for number in [SIGTERM, SIGINT] {
      signal(number) { _ in isEnding.store(true, ordering: .relaxed) }
    }
    var side: FarSide
    do {
      let card = try DahdiCard(
        folder: folder,
        settings: dahdi_card_settings(
          ports: ports, bearers: bearers, reverses_at_answer: noReversal ? 0 : 1,
          is_alaw: alaw ? 1 : 0, has_no_tone_zone: noToneZone ? 1 : 0))
      side = try FarSide(card: card, script: farEnds, arrivals: arrivals, speed: speed)
    } catch {
      FileHandle.standardError.write(Data("dahdi-card: \(error)\n".utf8))
      throw ExitCode(2)
    }
    // A card's clock waits for nobody; where this is not allowed it takes its turn.
    var parameters = sched_param()
    parameters.sched_priority = 11
    _ = pthread_setschedparam(pthread_self(), SCHED_RR, &parameters)
    FileHandle.standardOutput.write(Data("ready\n".utf8))
    var due = ContinuousClock.now
    while !isEnding.load(ordering: .relaxed) {
      side.tick()
      for _ in 0..<CardCommand.block / CardCommand.step {
        side.card.advance(CardCommand.step)
        due += .seconds(Double(CardCommand.step) / 8000 / side.speed)
        let delay = due - .now
        if delay > .zero { Thread.sleep(forTimeInterval: delay / .seconds(1)) }
      }
      // A machine that was away for more than a second does not make up for it.
      if .now - due > .seconds(1) { due = .now }
    }
  }
}
