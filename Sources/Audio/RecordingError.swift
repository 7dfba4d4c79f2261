// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a recording could not be read or written: the file, the fault and what to do about it.
public struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as it was given.
  public var path: String
  public var fault: Fault

  public enum Fault: Error, Sendable, Hashable {
    case notFound
    case notAFile(String)
    /// The system's words: permission denied, an input/output error.
    case unreadable(String)
    case empty
    /// What it looks like instead.
    case notAudio(String)
    /// The header, or the audio that it declares, is not all there.
    case truncated(String)
    /// The header contradicts itself or what follows it.
    case headerLies(String)
    case noSamples
    /// Several channels and none chosen.
    case severalChannels(Int)
    case noSuchChannel(Int, of: Int)
    /// Samples per second as declared, outside `Recording.acceptedRates`.
    case absurdRate(Int)
    /// The header is in order and the audio cannot be decoded: the library's words.
    case undecodable(String)
    /// The system's words: no space left on device.
    case unwritable(String)
  }

  public init(_ path: String, _ fault: Fault) {
    self.path = path
    self.fault = fault
  }

  public var description: String { "\(path): \(fault)" }
}

extension RecordingError.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .notAFile(let what): "\(what), not a recording; name a file"
    case .unreadable(let words): "cannot be read: \(words)"
    case .empty: "empty, 0 bytes; record it again"
    case .notAudio(let what):
      "not a recording: \(what); wanted WAV, AU or FLAC, or say that it is headerless µ-law or A-law"
    case .truncated(let what): "truncated: \(what); copy it again from where it was recorded"
    case .headerLies(let what): "its header is wrong: \(what); convert it again from the original"
    case .noSamples: "no samples: a header and nothing after it; record it again"
    case .severalChannels(let count): "\(count) channels; choose one, 1 to \(count)"
    case .noSuchChannel(let channel, let count):
      count == 1
        ? "no channel \(channel): it is mono; choose none"
        : "no channel \(channel): it has \(count); choose one, 1 to \(count)"
    case .absurdRate(let rate):
      "a rate of \(rate) samples a second, outside \(Recording.acceptedRates.lowerBound) to "
        + "\(Recording.acceptedRates.upperBound); its header is wrong, convert it again"
    case .undecodable(let words): "its audio cannot be decoded: \(words); convert it again"
    case .unwritable(let words): "cannot be written: \(words)"
    }
  }
}
