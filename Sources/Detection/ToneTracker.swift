// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Follows the tone that dominates the line, frame by frame, into runs.
///
/// A frame is tonal when at least 70 % of the band's power lies within 75 Hz of one line or of two; white noise 5 dB
/// down leaves a single line 77 %. A run goes on while the dominant line stays within 70 Hz (a close pair wobbles by
/// its distance) and survives 50 ms of anything else: a lost 20 ms packet blanks up to five frames,
/// and no call-progress tone pauses for less than 100 ms.
struct ToneTracker: Sendable {
  static let tonalShare: Float = 0.70
  static let wobble: Float = 70
  static let longestGap = 5
  /// Hz between one tone and the next: closer lines are one tone.
  static let apart: Float = 80
  /// −52 dBm0: 12 dB under the weakest tone to be heard.
  static let floor = Float(Level(dBm0: -52).meanSquare)

  /// What the frame did to the runs.
  struct Change {
    var closed: ToneRun?
    var opened = false
  }

  private(set) var open: OpenRun?
  private var rival: OpenRun?

  /// The run under way as it stands, once it is as long as three frames.
  var current: ToneRun? { open.flatMap { $0.frames >= 3 ? $0.run : nil } }

  mutating func consume(_ spectrum: Spectrum) -> Change {
    var change = Change()
    let tonal =
      spectrum.total >= ToneTracker.floor
      && (spectrum.tonality >= ToneTracker.tonalShare
        || spectrum.pairTonality >= ToneTracker.tonalShare + 0.1)
    guard var run = open else {
      if tonal {
        open = OpenRun(spectrum)
        change.opened = true
      }
      return change
    }
    run.watch(spectrum)
    if tonal, run.accepts(spectrum) {
      run.add(spectrum)
      rival = nil
      open = run
      return change
    }
    run.gap += 1
    open = run
    if tonal, abs(spectrum.first.frequency - run.line) > ToneTracker.apart {
      if var other = rival, other.accepts(spectrum) {
        other.add(spectrum)
        rival = other
      } else {
        rival = OpenRun(spectrum)
      }
    } else {
      rival?.gap += 1
    }
    if let other = rival, other.frames >= 3 {
      // Another tone took over.
      change.closed = run.run
      open = other
      rival = nil
      change.opened = true
    } else if run.gap > ToneTracker.longestGap {
      change.closed = run.run
      open = nil
      rival = nil
    }
    return change
  }

  /// Closes what is open: no more audio.
  mutating func finish() -> ToneRun? {
    defer { open = nil }
    return open?.run
  }
}
