// SPDX-License-Identifier: GPL-3.0-or-later

/// What a recording's header declares, read by ourselves before libsndfile sees the file.
///
/// libsndfile quietly makes the best of a header that does not fit its file: it shortens what is
/// truncated and ignores what was not declared. A caller of Earshot is to be told instead.
struct ContainerHeader {
  /// Samples per second.
  var rate: Int
  var channels: Int
  /// Frames (samples per channel) declared, where the header says so and the decoder must agree;
  /// nil where the length in bytes was checked instead or is unknown.
  var frames: Int?
  /// Bytes with which the file's own are to be replaced for the decoder.
  var replacement: (offset: Int, bytes: [UInt8])?

  typealias Fault = RecordingError.Fault

  /// The header of `source`, nil where it starts with none that we know.
  init?(of source: FileSource) throws(Fault) {
    let start = source.bytes(at: 0, count: 12)
    switch start.text(0..<4) {
    case "RIFF" where start.count < 12 || start.text(8..<12) == "WAVE":
      try self.init(wav: source)
    case ".snd": try self.init(au: source)
    case "fLaC": try self.init(flac: source)
    default: return nil
    }
    guard channels > 0 else { throw .headerLies("it declares 0 channels") }
    guard Recording.acceptedRates.contains(rate) else { throw .absurdRate(rate) }
  }

  init(rate: Int, channels: Int, frames: Int? = nil) {
    self.rate = rate
    self.channels = channels
    self.frames = frames
  }

  /// What a file without a known header looks like, for people.
  static func appearance(of source: FileSource) -> String {
    let start = source.bytes(at: 0, count: 512)
    let known = [
      "FORM": "AIFF", "OggS": "Ogg", "ID3": "MP3", "RIFX": "big-endian WAV", "RF64": "RF64",
      "caff": "CAF", "riff": "Wave64", "RIFF": "RIFF, but not WAVE",
    ]
    for (magic, name) in known where start.starts(with: magic.utf8) { return "it is \(name)" }
    let isText = start.allSatisfy { $0 == 9 || $0 == 10 || $0 == 13 || $0 >= 32 && $0 != 127 }
    return isText ? "it is text" : "it starts with no header that is known"
  }

  /// Compares the audio that a header declares with the audio that is there.
  ///
  /// - Parameter bytesPerSecond: to say lengths in seconds; 0 if unknown.
  static func compare(declared: Int, present: Int, bytesPerSecond: Int) throws(Fault) {
    guard declared > present else { return }
    func length(_ bytes: Int) -> String {
      guard bytesPerSecond > 0 else { return "\(bytes) bytes" }
      let hundredths = bytes * 100 / bytesPerSecond
      let fraction = hundredths % 100
      return "\(bytes) bytes (\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s)"
    }
    throw .truncated(
      "its header declares \(length(declared)) of audio, \(length(present)) are there")
  }
}

extension [UInt8] {
  /// Little-endian number of `count` bytes at `offset`; missing bytes are 0.
  func little(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | byte(offset + $1) << (8 * $1) }
  }

  /// Big-endian number of `count` bytes at `offset`; missing bytes are 0.
  func big(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 8 | byte(offset + $1) }
  }

  /// The bytes of `range` as ASCII; what is missing or not ASCII becomes "?".
  func text(_ range: Range<Int>) -> String {
    String(decoding: range.map { UInt8(byte($0, 63)) }.map { $0 < 128 ? $0 : 63 }, as: UTF8.self)
  }

  private func byte(_ index: Int, _ missing: Int = 0) -> Int {
    index < count ? Int(self[index]) : missing
  }
}
