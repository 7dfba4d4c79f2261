// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection
import Foundation

/// The messages of a media stream over WebSocket: JSON with base64 µ-law, as the carriers of the cloud send it.
///
///     → {"event":"connected"}
///     → {"event":"start","streamSid":"MZ1","start":{"customParameters":{"country":"us"},"mediaFormat":{"encoding":"audio/x-mulaw"}}}
///     → {"event":"media","media":{"track":"inbound","payload":"//8="}}
///     → {"event":"stop"}
///     ← {"event":"heard","streamSid":"MZ1","call_event":{"kind":"speech","at_s":0.41,…}}
///     ← {"event":"verdict","streamSid":"MZ1","outcome":"live-voice","confidence":0.97,"decided_at_s":1.9,"reason":"…"}
struct MediaStreamMessage: Decodable {
  /// A parameter's words; a number or a truth value is taken as well.
  struct Parameter: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self.text = text
      } else if let flag = try? value.decode(Bool.self) {
        text = "\(flag)"
      } else {
        text = "\(try value.decode(Double.self))"
      }
    }
  }

  struct Start: Decodable {
    struct Format: Decodable {
      var encoding: String?
      var sampleRate: Int?
    }
    var streamSid: String?
    var customParameters: [String: Parameter]?
    var mediaFormat: Format?
  }
  struct Media: Decodable {
    var track: String?
    var payload: String
  }

  var event: String
  var streamSid: String?
  var start: Start?
  var media: Media?

  /// Bytes of a message, of which 20 ms of audio are some 300.
  static let mostBytes = 65_536

  /// What is sent back.
  struct Reply: Encodable {
    var event: String
    var streamSid: String?
    var callEvent: CallEvent?
    var outcome: Outcome?
    var confidence: Double?
    var decidedAt: Double?
    var reason: String?
    var message: String?

    private enum CodingKeys: String, CodingKey {
      case event, streamSid, outcome, confidence, reason, message
      case callEvent = "call_event"
      case decidedAt = "decided_at_s"
    }

    var text: String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
  }
}

/// One media stream from its first message to its last: text in, texts out.
public struct MediaStream: Sendable {
  private var sid: String?
  private var call: StreamedCall?
  private var isALaw = false
  private var faults = 0
  public private(set) var verdict: Verdict?
  private let seconds: Double

  /// - Parameter seconds: of audio after which an undecided call is decided, where it says nothing else itself.
  public init(seconds: Double = 30) { self.seconds = seconds }

  /// Messages that make no sense before the stream is given up.
  static let mostFaults = 10

  public enum Answer: Sendable, Hashable {
    case text(String)
    /// The stream is over, or of no use.
    case close
  }

  public mutating func receive(_ text: String) -> [Answer] {
    guard text.utf8.count <= MediaStreamMessage.mostBytes,
      let message = try? JSONDecoder().decode(MediaStreamMessage.self, from: Data(text.utf8))
    else { return fault("a message is a JSON object with 'event'") }
    switch message.event {
    case "connected", "mark", "dtmf": return []
    case "start": return start(message)
    case "answered": return answers(call?.answered() ?? [])
    case "media": return media(message)
    case "stop": return answers(call?.finish() ?? []) + [.close]
    default: return fault("no event '\(message.event.prefix(40))' is known")
    }
  }

  private mutating func start(_ message: MediaStreamMessage) -> [Answer] {
    guard call == nil else { return fault("the stream has started") }
    let encoding = message.start?.mediaFormat?.encoding ?? "audio/x-mulaw"
    switch encoding.lowercased() {
    case "audio/x-mulaw", "audio/pcmu", "pcmu": isALaw = false
    case "audio/x-alaw", "audio/pcma", "pcma": isALaw = true
    default: return fault("encoding '\(encoding.prefix(40))' is neither µ-law nor A-law") + [.close]
    }
    guard message.start?.mediaFormat?.sampleRate ?? 8000 == 8000 else {
      return fault("the sample rate is 8000") + [.close]
    }
    sid = (message.streamSid ?? message.start?.streamSid).map { String($0.prefix(100)) }
    let parameters = (message.start?.customParameters ?? [:]).mapValues(\.text)
    call = StreamedCall(
      country: parameters["country"], isAnswered: parameters["answered"] != "false",
      seconds: parameters["seconds"].flatMap(Double.init) ?? seconds)
    return []
  }

  private mutating func media(_ message: MediaStreamMessage) -> [Answer] {
    guard call != nil else { return fault("media comes behind 'start'") }
    guard let media = message.media, let bytes = Data(base64Encoded: media.payload) else {
      return fault("media has a 'payload' in base64")
    }
    guard media.track != "outbound" else { return [] }
    let samples = isALaw ? bytes.map(G711.decodeALaw) : bytes.map(G711.decodeULaw)
    return answers(call?.consume(samples.span) ?? [])
  }

  /// The connection has ended without a word.
  public mutating func end() { _ = answers(call?.finish() ?? []) }

  private mutating func answers(_ news: [StreamedCall.News]) -> [Answer] {
    news.map { item in
      switch item {
      case .heard(let event):
        return .text(
          MediaStreamMessage.Reply(event: "heard", streamSid: sid, callEvent: event).text)
      case .decided(let verdict):
        self.verdict = verdict
        return .text(
          MediaStreamMessage.Reply(
            event: "verdict", streamSid: sid, outcome: verdict.outcome,
            confidence: verdict.confidence, decidedAt: verdict.decidedAt.seconds,
            reason: verdict.reason
          ).text)
      }
    }
  }

  private mutating func fault(_ message: String) -> [Answer] {
    faults += 1
    let reply = Answer.text(
      MediaStreamMessage.Reply(event: "error", streamSid: sid, message: message).text)
    return faults > MediaStream.mostFaults ? [reply, .close] : [reply]
  }
}
