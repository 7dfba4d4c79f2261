// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Foundation
import OutboundContact

/// What an agent types at a terminal desktop, as requests.
enum DesktopInput {
  case request(DesktopRequest)
  /// Take no more input until an event of this name has come; a program's word.
  case wait(String, seconds: Double)
  case help
  case quit
  case nothing

  struct Fault: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }

  static let manual = """
    ready, notready            take calls, or not
    preview, over              begin and end Preview
    next                       a record, please (Preview)
    call [HANDLE]              call it (Preview); a handle of the chain goes on to that number
    chained, reject            the customer's other numbers; not this record
    hangup                     end the call
    update KEY=VALUE…          say something of the record: GSW_CALL_RESULT=33, or a field of your own
    result NAME                the same for the call result: "result Busy"
    process [NAME] [treat]     the last word on the record, with its call result; treat: by the campaign's treatments
    callback "MM/DD/YYYY HH:MM" [personal]     call again then, by the clock of the called party
    dnc [all], cancel [all]    never again; not in this campaign again; all: every number of the customer
    dnc number PHONE, dnc customer ID, cancel number …, cancel customer …     the same of whom you have no record in hand
    add PHONE ZONE KEY=VALUE…  a new record
    status                     how the campaign stands
    logout, quit               leave; quit without logging out
    send JSON                  a request as it is
    wait EVENT [SECONDS]       take no more input until EVENT comes (60 s)
    """

  /// - Parameter record: the handle meant where none is named.
  init(_ line: String, record: Int?) throws(Fault) {
    guard let words = ShellWords.split(line) else { throw Fault(text: "a quote is not closed") }
    guard let verb = words.first else {
      self = .nothing
      return
    }
    let rest = Array(words.dropFirst())
    switch verb {
    case "ready": self = .request(DesktopRequest(.agentReady))
    case "notready": self = .request(DesktopRequest(.agentNotReady))
    case "preview": self = .request(DesktopRequest(.previewStart))
    case "over": self = .request(DesktopRequest(.previewOver))
    case "next": self = .request(DesktopRequest(.previewRecord))
    case "status": self = .request(DesktopRequest(.campaignStatus))
    case "logout": self = .request(DesktopRequest(.agentLogout))
    case "hangup": self = .request(DesktopRequest(.releaseCall))
    case "call": self = try .request(DesktopInput.record(.makeCall, rest.first, record))
    case "chained": self = try .request(DesktopInput.record(.chainedRecord, rest.first, record))
    case "reject": self = try .request(DesktopInput.record(.recordReject, rest.first, record))
    case "update":
      self = try .request(
        DesktopInput.record(.updateCallCompletionStats, nil, record, pairs: rest))
    case "result": self = try .request(DesktopInput.result(rest, record))
    case "process": self = try .request(DesktopInput.process(rest, record))
    case "callback": self = try .request(DesktopInput.callBack(rest, record))
    case "dnc": self = try .request(DesktopInput.scoped(.doNotCall, rest, record))
    case "cancel": self = try .request(DesktopInput.scoped(.recordCancel, rest, record))
    case "add": self = try .request(DesktopInput.add(rest))
    case "send": self = try .request(DesktopInput.raw(line))
    case "wait":
      guard let name = rest.first else { throw Fault(text: "wait for what? wait EventEstablished") }
      guard let seconds = rest.count > 1 ? Double(rest[1]) : 60, seconds > 0,
        seconds <= 86_400
      else {
        throw Fault(text: "\"\(rest[1])\" is no number of seconds, up to a day")
      }
      self = .wait(name, seconds: seconds)
    case "help", "?": self = .help
    case "quit": self = .quit
    default: throw Fault(text: "there is no command \"\(verb)\"; help lists them")
    }
  }

  private static func record(
    _ kind: DesktopRequest.Kind, _ named: String?, _ record: Int?, pairs: [String] = []
  ) throws(Fault) -> DesktopRequest {
    if let named, Int(named) == nil { throw Fault(text: "\"\(named)\" is no record handle") }
    guard let handle = named.flatMap({ Int($0) }) ?? record else {
      throw Fault(text: "no record is in hand; name its handle")
    }
    var request = DesktopRequest(kind, attributes: try attributes(pairs))
    if request.recordHandle == nil { request.attributes.set(DesktopKey.recordHandle, handle) }
    return request
  }

  private static func attributes(_ pairs: [String]) throws(Fault) -> KeyValueList {
    var list = KeyValueList()
    for pair in pairs {
      guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
        throw Fault(text: "\"\(pair)\" is not KEY=VALUE")
      }
      list.set(String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
    }
    return list
  }

  private static func callResult(_ text: String) throws(Fault) -> CallResult {
    let wanted = text.lowercased().filter { $0 != " " }
    guard
      let result = CallResult.allCases.first(where: {
        $0.name.lowercased().filter { $0 != " " } == wanted || String($0.rawValue) == wanted
      })
    else { throw Fault(text: "there is no call result \"\(text)\"; Answer, Busy, NoAnswer, 53, …") }
    return result
  }

  private static func result(_ words: [String], _ record: Int?) throws(Fault) -> DesktopRequest {
    guard !words.isEmpty else { throw Fault(text: "which call result? result Busy") }
    var request = try self.record(.updateCallCompletionStats, nil, record)
    request.attributes.set(
      DesktopKey.callResult, try callResult(words.joined(separator: " ")).rawValue)
    return request
  }

  private static func process(_ words: [String], _ record: Int?) throws(Fault) -> DesktopRequest {
    var words = words
    var request = try self.record(.recordProcessed, nil, record)
    if words.last == "treat" {
      request.attributes.set(DesktopKey.treatment, "Campaign")
      words.removeLast()
    }
    if !words.isEmpty {
      request.attributes.set(
        DesktopKey.callResult, try callResult(words.joined(separator: " ")).rawValue)
    }
    return request
  }

  private static func callBack(_ words: [String], _ record: Int?) throws(Fault) -> DesktopRequest {
    guard let date = words.first else {
      throw Fault(text: "when? callback \"03/02/2026 15:30\" personal")
    }
    var request = try self.record(.recordReschedule, nil, record)
    request.attributes.set(DesktopKey.dateTime, date)
    request.attributes.set(
      DesktopKey.callBackType, words.dropFirst().contains("personal") ? "Personal" : "Campaign")
    return request
  }

  private static func scoped(
    _ kind: DesktopRequest.Kind, _ words: [String], _ record: Int?
  ) throws(Fault) -> DesktopRequest {
    if let key = words.first.flatMap({
      ["number": DesktopKey.phone, "customer": DesktopKey.customerID][$0]
    }) {
      guard words.count == 2 else { throw Fault(text: "who? \(words[0]) and one word") }
      return DesktopRequest(kind, attributes: [key: .string(words[1])])
    }
    var request = try self.record(kind, nil, record)
    if words.contains("all") {
      request.attributes.set(DesktopKey.chainAttribute, ChainScope.allChain.rawValue)
    }
    return request
  }

  private static func add(_ words: [String]) throws(Fault) -> DesktopRequest {
    guard words.count >= 2 else { throw Fault(text: "add PHONE ZONE KEY=VALUE…") }
    var request = DesktopRequest(.addRecord, attributes: try attributes(Array(words.dropFirst(2))))
    request.attributes.set(DesktopKey.phone, words[0])
    request.attributes.set(DesktopKey.timeZoneName, words[1])
    return request
  }

  private static func raw(_ line: String) throws(Fault) -> DesktopRequest {
    let text = line.drop { $0 != "{" }
    do {
      return try JSONDecoder().decode(DesktopRequest.self, from: Data(text.utf8))
    } catch {
      throw Fault(text: "that is no request in JSON: {\"GSW_AGENT_REQ_TYPE\": …}")
    }
  }
}
