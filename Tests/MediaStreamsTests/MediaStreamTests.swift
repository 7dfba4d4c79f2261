// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import MediaStreams
import Testing

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

func sample(_ name: String) throws -> [Int16] {
  try Recording(contentsOf: root.appending(path: "Samples/\(name).wav").path).samples
}

@Suite("Media stream")
struct MediaStreamTests {
  private func media(_ samples: ArraySlice<Int16>) -> String {
    let payload = Data(samples.map(G711.encodeULaw)).base64EncodedString()
    return #"{"event":"media","media":{"track":"inbound","payload":"\#(payload)"}}"#
  }

  private func verdict(_ name: String, _ start: String) throws -> String? {
    var stream = MediaStream()
    #expect(stream.receive(#"{"event":"connected"}"#).isEmpty)
    #expect(stream.receive(start).isEmpty)
    let samples = try sample(name) + [Int16](repeating: 0, count: 24_000)
    var texts: [String] = []
    for place in stride(from: 0, to: samples.count - 160, by: 160) {
      for case .text(let text) in stream.receive(media(samples[place..<place + 160])) {
        texts.append(text)
      }
    }
    #expect(stream.receive(#"{"event":"stop"}"#).last == .close)
    return texts.first { $0.contains(#""event":"verdict""#) }
  }

  @Test(
    "a call is heard as it streams, and its verdict sent",
    arguments: [
      ("live-us-hello-female", "live-voice"),
      ("machine-us-female-beep-1000hz", "answering-machine"),
    ])
  func streams(_ name: String, _ outcome: String) throws {
    let start =
      #"{"event":"start","streamSid":"MZ1","start":{"customParameters":{"country":"us"}}}"#
    let text = try #require(try verdict(name, start))
    #expect(text.contains(#""outcome":"\#(outcome)""#), "\(text)")
    #expect(text.contains(#""streamSid":"MZ1""#))
  }

  @Test("a stream that begins before the answer hears its tones")
  func early() throws {
    let start = #"{"event":"start","start":{"customParameters":{"answered":"false"}}}"#
    let text = try #require(try verdict("us-busy-480+620hz-minus20dbm0", start))
    #expect(text.contains(#""outcome":"busy""#), "\(text)")
  }

  @Test(
    "an undecided call is decided after the server's seconds, or its own",
    arguments: [
      ("", 2.0), (#""seconds":"3""#, 3.0), (#""seconds":3"#, 3.0),
      (#""seconds":3,"answered":true"#, 3.0),
    ])
  func limits(_ parameters: String, _ seconds: Double) throws {
    var stream = MediaStream(seconds: 2)
    let start = #"{"event":"start","start":{"customParameters":{\#(parameters)}}}"#
    #expect(stream.receive(start).isEmpty)
    let silence = [Int16](repeating: 0, count: 160)[...]
    var blocks = 0
    while stream.verdict == nil, blocks < 1000 {
      _ = stream.receive(media(silence))
      blocks += 1
    }
    #expect(Double(blocks) / 50 == seconds)
  }

  @Test(
    "messages that make no sense get an error, and in the end the stream is closed",
    arguments: [
      "", "{", "[]", #"{"event":"media","media":{"payload":"//8="}}"#, #"{"event":"dance"}"#,
      #"{"event":"start","start":{"mediaFormat":{"encoding":"audio/opus"}}}"#,
      String(repeating: "x", count: 100_000),
    ])
  func faults(_ text: String) {
    var stream = MediaStream()
    var answers: [MediaStream.Answer] = []
    for _ in 0..<12 { answers += stream.receive(text) }
    guard case .text(let first)? = answers.first else {
      Issue.record("no error")
      return
    }
    #expect(first.contains(#""event":"error""#))
    #expect(answers.contains(.close))
  }
}
