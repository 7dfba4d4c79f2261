// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// Where calls are recorded, how much of them, and for how long.
public struct RecordingConfiguration: Sendable, Hashable {
  public enum Keep: String, Sendable, Hashable, CaseIterable {
    /// Every call, until room is needed.
    case all
    /// Disputed calls; the others stay in the folder `ring` only until the next ones need their room.
    case disputed
  }

  /// A folder that exists.
  public var directory: String
  public var format = RecordingFile.Format.wav
  public var keep = Keep.all
  /// Bytes that recordings and sidecars may take together; the oldest go first.
  public var quota: Int64 = 10_000_000_000
  /// Bytes of the file system that recordings leave free for everybody else.
  public var reserve: Int64 = 500_000_000

  public init(directory: String) { self.directory = directory }
}
