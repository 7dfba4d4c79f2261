// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Follows the tone that dominates the line, frame by frame, into runs.
///
/// A frame is tonal when at least 70 % of the band's power lies within 75 Hz of one line or 80 % within that of two;
/// white noise 5 dB down leaves a single line 77 %. A run goes on while the dominant line stays within 76 Hz (a close
/// pair wobbles by its distance), and survives two frames of anything else: a lost packet of 20 ms blanks as many, and no
/// call-progress tone pauses for less than 100 ms, which blanks four.
struct ToneTracker: Sendable {
  static let tonalShare: Float = 0.70
  static let wobble: Float = 76
  static let longestGap = 2
  /// So far under the run, −9 dB, and for so many frames, the line is at rest: two lost packets in a row make but one.
  static let rest: Float = 0.12
  static let leastQuiet = 2
  /// Hz between one tone and the next: closer lines are one tone.
  static let apart: Float = 80
  /// −52 dBm0: 12 dB under the weakest tone to be heard.
  static let floor = Float(Level(dBm0: -52).meanSquare)
  /// Frames after which a run is there for others, and another tone takes over.
  static let least = 2

  /// What the frame did to the runs.
  struct Change {
    var closed: ToneRun?
    var opened = false
  }

  private(set) var open = OpenRun()
  private var rival = OpenRun()

  /// Whether a run is under way that is long enough to be one.
  var isOpen: Bool { open.frames >= ToneTracker.least }
  /// Whether it is a line that stays where it is, as no keyed carrier does.
  var isLine: Bool {
    open.frames >= 4 && !open.isDual && open.purity > 0.9 && open.jitter < 6
  }
  /// The run under way as it stands.
  var current: ToneRun? { isOpen ? open.run : nil }

  /// Notes what a closer look at the run under way found.
  mutating func look(_ lines: ToneRun.Lines) { open.lines = lines }

  static func isTonal(_ frame: SpectralFrame) -> Bool {
    frame.total >= floor
      && (frame.tonality >= tonalShare || frame.pairTonality >= tonalShare + 0.1)
  }

  mutating func consume(_ frame: SpectralFrame) -> Change {
    var change = Change()
    let tonal = ToneTracker.isTonal(frame)
    guard open.frames > 0 else {
      if tonal {
        open.begin(frame)
        change.opened = true
      } else {
        open.remember(frame)
      }
      return change
    }
    open.watch(frame)
    if tonal, open.accepts(frame) {
      open.add(frame)
      rival.frames = 0
      return change
    }
    open.gap += 1
    open.quiet = frame.total < ToneTracker.rest * open.meanSquare ? open.quiet + 1 : 0
    if tonal, abs(frame.first.frequency - open.line) > ToneTracker.apart {
      if rival.frames > 0, rival.accepts(frame) {
        rival.watch(frame)
        rival.add(frame)
      } else {
        rival.begin(frame)
      }
    } else {
      rival.gap += 1
    }
    if rival.frames >= ToneTracker.least {
      // Another tone took over.
      change.closed = open.run
      open = rival
      rival.frames = 0
      change.opened = true
    } else if open.gap > ToneTracker.longestGap || open.quiet >= ToneTracker.leastQuiet {
      change.closed = open.run
      open.frames = 0
      open.remember(frame)
      rival.frames = 0
    }
    return change
  }

  /// Closes what is open: no more audio.
  mutating func finish() -> ToneRun? {
    defer { open.frames = 0 }
    return open.frames > 0 ? open.run : nil
  }
}
