// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// A desktop without its terminal and its socket: what is typed and heard goes in, what is sent and said comes out.
struct TerminalDesk {
  enum Output {
    case send(DesktopRequest)
    case say(String)
    case complain(String)
    /// Say `late` with this number after so many seconds.
    case watch(Int, seconds: Double)
    case leave(orderly: Bool)
  }

  private let agent: String
  private let place: String
  private let token: String
  /// What is typed comes from a program: an error is its failure.
  private let isProgram: Bool
  private var lastReference = 0
  /// References that are not answered yet.
  private var open: Set<Int> = []
  /// The record in hand.
  private(set) var record: Int?
  private var awaited: (name: String, number: Int)?
  private var watches = 0
  /// Typed while something is awaited.
  private var typed: [String] = []
  private var hasInputEnded = false
  private var isLeaving = false
  private var hasFailed = false
  /// Events that came since the last command, for a `wait` that comes after them.
  private var recent: [String] = []

  init(agent: String, place: String, token: String, isProgram: Bool) {
    self.agent = agent
    self.place = place
    self.token = token
    self.isProgram = isProgram
  }

  /// Seconds in which a request is answered, or the connection is given up.
  static let answerSeconds = 30.0

  mutating func begin() -> [Output] {
    send(
      DesktopRequest(
        .agentLogin,
        attributes: [
          DesktopKey.agent: .string(agent), DesktopKey.place: .string(place),
          DesktopKey.token: .string(token),
        ]))
  }

  private mutating func send(_ request: DesktopRequest) -> [Output] {
    var request = request
    lastReference += 1
    request.referenceID = request.referenceID ?? lastReference
    open.insert(request.referenceID ?? lastReference)
    return [.send(request)]
  }

  // MARK: Typed

  mutating func take(_ line: String) -> [Output] {
    // A program's lines are taken one by one: the next when the one before is answered.
    if awaited != nil || (isProgram && !open.isEmpty) {
      typed.append(line)
      return []
    }
    do throws(DesktopInput.Fault) {
      switch try DesktopInput(line, record: record) {
      case .request(let request):
        recent = []
        return send(request)
      case .wait(let name, let seconds):
        if let index = recent.firstIndex(of: name) {
          recent.removeFirst(index + 1)
          return []
        }
        watches += 1
        awaited = (name, watches)
        return [.watch(watches, seconds: seconds)]
      case .help: return [.say(DesktopInput.manual)]
      case .quit: return [.leave(orderly: !hasFailed)]
      case .nothing: return []
      }
    } catch {
      if isProgram { hasFailed = true }
      return [.complain(error.text)]
    }
  }

  mutating func endInput() -> [Output] {
    hasInputEnded = true
    return goOn()
  }

  /// Takes what was typed meanwhile, as far as that goes.
  private mutating func goOn() -> [Output] {
    var outputs: [Output] = []
    while awaited == nil, !(isProgram && !open.isEmpty), !typed.isEmpty {
      outputs += take(typed.removeFirst())
    }
    if hasInputEnded, typed.isEmpty, awaited == nil, open.isEmpty {
      outputs.append(.leave(orderly: !hasFailed))
    }
    return outputs
  }

  // MARK: Heard

  mutating func hear(_ event: DesktopEvent) -> [Output] {
    if let handle = event.userData?.integer(DesktopKey.recordHandle) { record = handle }
    switch event.name {
    case DesktopEvent.Name.previewRecord, DesktopEvent.Name.scheduledCall:
      record = event.attributes.integer(DesktopKey.recordHandle)
    case "RecordProcessedAcknowledge", "RecordRejectAcknowledge": record = nil
    case DesktopEvent.Name.error, DesktopEvent.Name.callControlError:
      if isProgram { hasFailed = true }
    default: break
    }
    // Chained records are answers that are followed by more.
    if let reference = event.referenceID, event.name != DesktopEvent.Name.chainedRecord {
      open.remove(reference)
    }
    if awaited?.name == event.name {
      awaited = nil
    } else {
      recent = recent.suffix(99) + [event.name]
    }
    if event.name == DesktopEvent.Name.agentLogout { return [.leave(orderly: !hasFailed)] }
    return goOn()
  }

  mutating func late(_ number: Int) -> [Output] {
    guard let awaited, awaited.number == number else { return [] }
    return [.complain("\(awaited.name) did not come"), .leave(orderly: false)]
  }

  mutating func lose() -> [Output] {
    [.complain("the connection is lost"), .leave(orderly: false)]
  }
}
