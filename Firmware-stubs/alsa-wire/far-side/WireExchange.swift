// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import CBoard
import CWire
import Exchange
import Foundation
import Simulation

/// What stands at the far end of the wires: an exchange and its parties, heard and spoken to through an ALSA PCM.
@main
struct WireExchange: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wire-exchange",
    abstract: "A telephone exchange behind ALSA devices.",
    discussion: """
      wire-exchange --wire wire --lines 12 --pcm far --control far-side
      earshot run --board "alsa:near?hook=wire" --far-side far-side

      It makes the wires in the file --wire, and is the exchange on their far ends: the hook switches it sees there, the
      audio it hears and plays through --pcm, which may be the far end of the wires or any other PCM with that many channels.

      Lines that are written to the FIFO --control are obeyed:

        far-ends SCRIPT [LOG]   who answers from now on; LOG gets a line for each call
        speed FACTOR            must be that of --speed: a PCM's clock stays as it is
        break                   the near ends' card is gone
        mend                    it is back

      It runs until it is killed.
      """)

  @Option(help: "File of the wires; made anew.") var wire: String
  @Option(help: "Lines.") var lines = 4
  @Option(help: "Rate of the wires, Hz.") var rate = 8000
  @Option(help: "Wire time to wall time.") var speed = 1.0
  @Option(help: "ALSA address of the far ends, as behind alsa: in a board's name.") var pcm = "far"
  @Option(help: "FIFO to take orders from; made if it is not there.") var control: String

  func run() throws {
    guard let wires = wire_create(wire, Int32(lines), Int32(rate), speed) else {
      throw ValidationError("\(wire): \(String(cString: strerror(errno)))")
    }
    defer { wire_unmap(wires) }
    let audio = board_open("alsa:" + pcm)
    guard audio > 0 else {
      throw ValidationError("alsa:\(pcm): \(String(cString: strerror(-audio)))")
    }
    guard board_channels(audio) == lines else {
      throw ValidationError("alsa:\(pcm) has \(board_channels(audio)) channels; wanted \(lines)")
    }
    let telephones = board_open("loopback:\(lines)")
    var orders = try Orders(path: control)
    var exchange: Exchange?
    var floor = (0..<Int32(lines)).map {
      WireLine($0, wires: wires, audio: audio, telephones: telephones)
    }
    for line in floor { board_seize(audio, line.channel) }
    FileHandle.standardOutput.write(Data("ready\n".utf8))
    while true {
      let due = board_wait(audio, 1000)
      guard due == 0 || due == -ETIMEDOUT else {
        throw ValidationError("alsa:\(pcm): \(String(cString: strerror(-due)))")
      }
      if let order = orders.next() {
        do {
          switch try Order(order) {
          case .farEnds(let path, let log):
            let script = try FarEndScript(contentsOf: path)
            exchange = try Exchange(board: telephones, script: script, log: log)
            for index in floor.indices { floor[index].gone = script.plan.reorder }
          case .speed(let wanted):
            if wanted != speed { throw OrderError(text: "the speed is \(speed), and stays") }
          case .isBroken(let isBroken): wire_break(wires, isBroken ? 1 : 0)
          }
        } catch {
          FileHandle.standardError.write(Data("wire-exchange: '\(order)': \(error)\n".utf8))
        }
      }
      for index in floor.indices {
        floor[index].carry(hasExchange: exchange != nil)
      }
      exchange?.tick()
      loopback_advance(telephones, Int32(Exchange.block))
    }
  }
}
