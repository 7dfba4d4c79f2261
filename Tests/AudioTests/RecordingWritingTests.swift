// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@Suite struct RecordingWritingTests {
  let folder: TestFolder
  let samples = sine(1000, seconds: 0.256)

  init() throws { folder = try TestFolder() }

  @Test func `linear files read back as they were`() throws {
    let path = folder.path + "/a.wav"
    try Recording(samples: samples).write(to: path)
    #expect(try Recording(contentsOf: path).samples == samples)
  }

  @Test func `G.711 files read back as the codec leaves them`() throws {
    let path = folder.path + "/a.wav"
    let steps = (0...255).map { G711.decodeULaw(UInt8($0)) }
    try Recording(samples: steps).write(to: path, encoding: .ulaw)
    #expect(try Recording(contentsOf: path).samples == steps)
    let other = (0...255).map { G711.decodeALaw(UInt8($0)) }
    try Recording(samples: other).write(to: path, encoding: .alaw)
    #expect(try Recording(contentsOf: path).samples == other)
  }

  @Test func `a GSM file is small and keeps the tone`() throws {
    let path = folder.path + "/a.wav"
    try Recording(samples: sine(1000, seconds: 2)).write(to: path, encoding: .gsm)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(bytes.count < 4000)
    let middle = Array(try Recording(contentsOf: path).samples[4000..<12_000])
    #expect(abs(amplitude(of: 1000, in: middle) - 8192) < 8192 * 0.1)
  }

  @Test func `a folder that is not there`() throws {
    let path = folder.path + "/none/a.wav"
    #expect(throws: RecordingError(path, .unwritable("No such file or directory"))) {
      try Recording(samples: samples).write(to: path)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk`() {
    #expect(throws: RecordingError("/dev/full", .unwritable("No space left on device"))) {
      try Recording(samples: samples).write(to: "/dev/full")
    }
  }

  @Test func `a recording of nothing is written and refused when it is read`() throws {
    let path = folder.path + "/a.wav"
    try Recording(samples: []).write(to: path)
    #expect(throws: RecordingError(path, .noSamples)) { try Recording(contentsOf: path) }
  }
}
