// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

/// A tone of `hertz` at 0.25 of full scale.
func sine(_ hertz: Double, rate: Int = 8000, seconds: Double) -> [Int16] {
  (0..<Int((seconds * Double(rate)).rounded())).map {
    Int16((8192 * sin(2 * .pi * hertz * Double($0) / Double(rate))).rounded())
  }
}

@Suite struct RecordingReadingTests {
  let folder: TestFolder
  let samples = sine(1000, seconds: 0.256)

  init() throws { folder = try TestFolder() }

  @Test func `linear WAV, AU and FLAC at 8 kHz come through bit for bit`() throws {
    for (name, bytes) in [
      ("a.wav", Containers.wav(samples)), ("a.au", Containers.au(samples)),
      ("a.flac", Containers.flac(samples)),
    ] {
      let path = try folder.file(name, bytes)
      #expect(try Recording(contentsOf: path).samples == samples, "\(name)")
    }
  }

  @Test func `the content decides, not the name`() throws {
    let path = try folder.file("flac.wav", Containers.flac(samples))
    #expect(try Recording(contentsOf: path).samples == samples)
  }

  @Test(arguments: [6_000, 11_025, 16_000, 44_100, 48_000, 96_000])
  func `other rates are resampled with the same pitch, level and length`(rate: Int) throws {
    let tone = sine(1000, rate: rate, seconds: 1)
    let path = try folder.file("a.wav", Containers.wav(tone, rate: rate))
    let read = try Recording(contentsOf: path)
    #expect(abs(read.duration - 1) < 0.001)
    let middle = Array(read.samples[800..<7200])
    #expect(abs(amplitude(of: 1000, in: middle) - 8192) < 8192 * 0.01)
    #expect(abs(rms(middle) - 8192 / 2.0.squareRoot()) < 8192 * 0.01)
  }

  @Test func `what cannot be heard at 8 kHz does not fold back`() throws {
    let tone = sine(5000, rate: 16_000, seconds: 1)
    let path = try folder.file("a.wav", Containers.wav(tone, rate: 16_000))
    let middle = Array(try Recording(contentsOf: path).samples[800..<7200])
    #expect(rms(middle) < 8192 * 0.0005)  // -66 dB
  }

  @Test func `the slowest and fastest rates are read`() throws {
    for rate in [1_000, 768_000] {
      let tone = sine(200, rate: rate, seconds: 1)
      let path = try folder.file("a.wav", Containers.wav(tone, rate: rate))
      #expect(abs(try Recording(contentsOf: path).duration - 1) < 0.002, "\(rate)")
    }
  }

  @Test func `one channel of several is read by its number`() throws {
    let left = sine(500, seconds: 0.25)
    let right = sine(700, seconds: 0.25)
    let both = zip(left, right).flatMap { [$0, $1] }
    let path = try folder.file("a.wav", Containers.wav(both, channels: 2))
    #expect(try Recording(contentsOf: path, channel: 1).samples == left)
    #expect(try Recording(contentsOf: path, channel: 2).samples == right)
    let mono = try folder.file("m.wav", Containers.wav(left))
    #expect(try Recording(contentsOf: mono, channel: 1).samples == left)
  }

  @Test(arguments: [0xFFFF_FFFF, 0x7FFF_0000, 0x7FFF_FFFF])
  func `a WAV written to a pipe is read to its end`(length: Int) throws {
    let bytes = Containers.wav(samples, audioBytes: length, allBytes: length)
    let path = try folder.file("a.wav", bytes)
    #expect(try Recording(contentsOf: path).samples == samples)
  }

  @Test func `lengths that are not declared are taken from the file`() throws {
    let au = try folder.file("a.au", Containers.au(samples, audioBytes: 0xFFFF_FFFF))
    #expect(try Recording(contentsOf: au).samples == samples)
    let flac = try folder.file("a.flac", Containers.flac(samples, frames: 0))
    #expect(try Recording(contentsOf: flac).samples == samples)
  }

  @Test func `chunks before and after the audio of a WAV are not audio`() throws {
    let note = Containers.chunk("LIST", [UInt8](repeating: 65, count: 27))
    let path = try folder.file("a.wav", Containers.wav(samples, before: note, after: note + note))
    #expect(try Recording(contentsOf: path).samples == samples)
  }

  @Test func `a headerless file is read by the code it is said to have`() throws {
    let codes = (0...255).map { UInt8($0) }
    let path = try folder.file("a.ul", codes)
    #expect(
      try Recording(contentsOf: path, headerless: .ulaw).samples == codes.map(G711.decodeULaw))
    #expect(
      try Recording(contentsOf: path, headerless: .alaw).samples == codes.map(G711.decodeALaw))
  }

  @Test func `a header wins over the word that there is none`() throws {
    let path = try folder.file("a.wav", Containers.wav(samples))
    #expect(try Recording(contentsOf: path, headerless: .ulaw).samples == samples)
  }

  @Test func `numbers that are none are silence`() throws {
    let floats: [Float] = [0.5, .nan, .infinity, -2, 0.25]
    let body = floats.flatMap { Containers.little(Int($0.bitPattern), 4) }
    let format =
      Containers.little(3, 2) + Containers.little(1, 2) + Containers.little(8000, 4)
      + Containers.little(32_000, 4) + Containers.little(4, 2) + Containers.little(32, 2)
    let chunks = Containers.chunk("fmt ", format) + Containers.chunk("data", body)
    let path = try folder.file(
      "a.wav", "RIFF".utf8 + Containers.little(4 + chunks.count, 4) + "WAVE".utf8 + chunks)
    #expect(try Recording(contentsOf: path).samples == [16384, 0, 0, -32768, 8192])
  }
}
