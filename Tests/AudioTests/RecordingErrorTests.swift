// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@Suite struct RecordingErrorTests {
  let folder: TestFolder
  let samples = sine(1000, seconds: 0.256)

  init() throws { folder = try TestFolder() }

  /// The fault found in a file of these bytes; nil if it was read.
  func fault(
    _ name: String, _ bytes: [UInt8], channel: Int? = nil
  ) throws -> RecordingError.Fault? {
    let path = try folder.file(name, bytes)
    do throws(RecordingError) {
      _ = try Recording(contentsOf: path, channel: channel)
      return nil
    } catch {
      #expect(error.path == path)
      #expect(error.description.hasPrefix(path + ": "))
      return error.fault
    }
  }

  @Test func `a file that is not there`() {
    let path = folder.path + "/none.wav"
    #expect(throws: RecordingError(path, .notFound)) { try Recording(contentsOf: path) }
    #expect(throws: RecordingError("", .notFound)) { try Recording(contentsOf: "") }
  }

  @Test func `a path through a file cannot be read`() throws {
    let path = try folder.file("a.wav", Containers.wav(samples)) + "/b.wav"
    #expect(throws: RecordingError(path, .unreadable("Not a directory"))) {
      try Recording(contentsOf: path)
    }
  }

  @Test func `directories and pipes are not recordings`() throws {
    #expect(throws: RecordingError(folder.path, .notAFile("a directory"))) {
      try Recording(contentsOf: folder.path)
    }
    let pipe = folder.path + "/pipe.wav"
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(throws: RecordingError(pipe, .notAFile("a pipe or a device"))) {
      try Recording(contentsOf: pipe)
    }
  }

  @Test func `a file of no bytes`() throws {
    #expect(try fault("a.wav", []) == .empty)
  }

  @Test(arguments: ["wav", "au", "flac", "ul", "al", "gsm", "vox", "raw"])
  func `text is not audio, whatever its name`(ending: String) throws {
    let text = [UInt8]("Hello? This is not a recording at all.\n".utf8)
    #expect(try fault("text.\(ending)", text) == .notAudio("it is text"))
  }

  @Test func `other containers are named`() throws {
    #expect(
      try fault("a.wav", "FORM".utf8 + [0, 0, 0, 4] + "AIFF".utf8) == .notAudio("it is AIFF"))
    #expect(
      try fault("a.wav", "RIFF".utf8 + [4, 0, 0, 0] + "AVI ".utf8)
        == .notAudio("it is RIFF, but not WAVE"))
    let noise = (0..<200).map { UInt8($0 * 89 & 0xFF) }
    #expect(try fault("a.wav", noise) == .notAudio("it starts with no header that is known"))
  }

  static let cuts = [
    (4, "WAV"), (20, "WAV"), (43, "WAV"), (44, "WAV"), (1000, "WAV"), (20, "AU"), (600, "AU"),
    (41, "FLAC"), (42, "FLAC"), (600, "FLAC"), (4000, "FLAC"),
  ]

  @Test(arguments: cuts)
  func `a file cut short anywhere is truncated`(length: Int, kind: String) throws {
    let whole =
      switch kind {
      case "WAV": Containers.wav(samples)
      case "AU": Containers.au(samples)
      default: Containers.flac(samples)
      }
    #expect(try fault("whole", whole) == nil)
    let found = try #require(try fault("cut", Array(whole.prefix(length))))
    guard case .truncated = found else {
      Issue.record("\(kind) cut to \(length): \(found)")
      return
    }
  }

  @Test func `a FLAC cut within its second block is truncated`() throws {
    var bytes = Containers.flac(samples)
    bytes[4] &= 0x7F  // the first block is not the last
    let cut = Array(bytes.prefix(42)) + [0x84, 0, 0, 40] + "reference".utf8
    #expect(try fault("a.flac", cut) == .truncated("it ends within its header"))
    #expect(try fault("b.flac", Array(bytes.prefix(42))) == .truncated("it ends within its header"))
  }

  @Test func `a truncated file says how much is there`() throws {
    let cut = Array(Containers.wav(sine(440, seconds: 2)).prefix(44 + 16_000))
    #expect(
      try fault("a.wav", cut)
        == .truncated(
          "its header declares 32000 bytes (2.00 s) of audio, 16000 bytes (1.00 s) are there"))
  }

  @Test func `the outer length of a WAV must be there too`() throws {
    let found = try fault("a.wav", Containers.wav(samples, allBytes: 1_000_000))
    #expect(
      found == .truncated("its header declares 1000008 bytes in all, 4140 are there"))
    #expect(
      try fault("b.wav", Containers.wav(samples, allBytes: 1000))
        == .headerLies("it declares 1008 bytes in all and audio up to byte 4140"))
  }

  @Test func `audio that was not declared makes the header a lie`() throws {
    for declared in [0, 100, 4094] {
      #expect(
        try fault("a.wav", Containers.wav(samples, audioBytes: declared))
          == .headerLies("\(4096 - declared) bytes follow the audio that it declares"))
      #expect(
        try fault("a.au", Containers.au(samples, audioBytes: declared))
          == .headerLies("it declares \(declared) bytes of audio and 4096 are there"))
    }
    #expect(
      try fault("a.flac", Containers.flac(samples, frames: 500))
        == .headerLies("its header declares 500 samples, 2048 are there"))
  }

  @Test func `a FLAC that declares more than it has is truncated`() throws {
    #expect(
      try fault("a.flac", Containers.flac(samples, frames: 3000))
        == .truncated("its header declares 3000 samples, 2048 are there"))
  }

  @Test func `a FLAC with a damaged frame is not decoded quietly`() throws {
    var bytes = Containers.flac(samples)
    bytes[1500] ^= 0xFF
    let found = try #require(try fault("a.flac", bytes))
    switch found {
    case .undecodable, .truncated: break
    default: Issue.record("\(found)")
    }
  }

  @Test func `a header that contradicts itself`() throws {
    #expect(
      try fault("a.wav", Containers.wav(samples, channels: 0, bytesPerFrame: 2))
        == .headerLies("it declares 0 channels"))
    #expect(
      try fault("a.wav", Containers.wav(samples, bytesPerFrame: 3))
        == .headerLies("1 × 16 bits do not make 3 bytes a frame"))
    #expect(
      try fault("a.wav", Containers.wav(samples, rate: 16_000, bytesPerSecond: 16_000))
        == .headerLies("16000 frames of 2 bytes do not make 16000 bytes a second"))
    #expect(
      try fault("a.au", Containers.au(samples, start: 8))
        == .headerLies("its audio starts at byte 8, within it"))
  }

  @Test(arguments: [0, 1, 999, 768_001, 4_000_000_000])
  func `an absurd rate`(rate: Int) throws {
    #expect(try fault("a.wav", Containers.wav(samples, rate: rate)) == .absurdRate(rate))
    #expect(try fault("a.au", Containers.au(samples, rate: rate)) == .absurdRate(rate))
    if rate < 1 << 20 {
      #expect(try fault("a.flac", Containers.flac(samples, rate: rate)) == .absurdRate(rate))
    }
  }

  @Test func `a header and no samples`() throws {
    #expect(try fault("a.wav", Containers.wav([])) == .noSamples)
    #expect(try fault("a.au", Containers.au([])) == .noSamples)
    #expect(try fault("a.flac", Containers.flac([])) == .noSamples)
  }

  @Test func `several channels and none chosen`() throws {
    let bytes = Containers.wav(samples, channels: 2)
    #expect(try fault("a.wav", bytes) == .severalChannels(2))
    #expect(try fault("a.wav", bytes, channel: 3) == .noSuchChannel(3, of: 2))
    #expect(try fault("a.wav", bytes, channel: 0) == .noSuchChannel(0, of: 2))
    #expect(try fault("m.wav", Containers.wav(samples), channel: 2) == .noSuchChannel(2, of: 1))
  }

  @Test(arguments: 0..<200)
  func `a damaged header gives audio or an error, never a crash`(seed: Int) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    var bytes =
      [Containers.wav(samples), Containers.au(samples), Containers.flac(samples)][seed % 3]
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 4..<48, using: &generator)
      bytes[place] = UInt8.random(in: 0...255, using: &generator)
    }
    _ = try fault("damaged", bytes, channel: seed % 2 == 0 ? nil : 1)
  }
}
