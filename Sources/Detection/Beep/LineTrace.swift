// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The line that stands out of the band, frame by frame, from where it appears until some frames after it is gone.
///
/// It may glide, fade, be one of a pair, and miss the frames that lost packets take. A step to another frequency, or up
/// from what was weaker by 8 dB, begins a trace of its own.
struct LineTrace: Sendable {
  /// 1.92 s: what fills it is too long for a beep.
  static let capacity = 96
  /// Share of the band's power that a line, or a pair, needs to be followed: a tone as loud as white noise over the band
  /// has 53 %.
  static let leastShare: Float = 0.5
  static let leastPairShare: Float = 0.7
  /// 350 to 2500 Hz, and what a glide or a window's error may add.
  static let band: ClosedRange<Float> = 330...2600
  /// Of the other line of a pair: up to where telephone lines end.
  static let sideBand: ClosedRange<Float> = 330...3400
  /// −50 dBm0.
  static let floor = Float(Level(dBm0: -50).meanSquare)
  /// Hz by which a line may move from one frame to the next: 4 kHz a second.
  static let glide: Float = 80
  /// Hz within which the strongest line of a frame that is not tonal is still the one that was: a tone stands out of white
  /// noise until that is 12 dB louder.
  static let closeness: Float = 25
  /// Frames of anything else that the line survives: two lost packets.
  static let longestGap = 3
  /// Power ratios: 8 dB, by which an onset rises; 23 dB, by which a line may fall from its peak, and 11 dB within two
  /// frames; 6 dB, within which another line may take over.
  static let rise: Float = 6.3
  static let fall: Float = 0.005
  static let edge: Float = 0.08
  static let rivalry: Float = 0.25
  /// Hz to either side of a line within which its rest is measured.
  private static let reach: Float = 62

  /// One frame.
  struct Point: Sendable {
    /// Hz of the line and of the strongest other one.
    var hertz: Float = 0
    var sideHertz: Float = 0
    /// Mean squares in the line, the other one and the whole band.
    var power: Float = 0
    var sidePower: Float = 0
    var total: Float = 0
    /// Whether the frame belongs to the line; if not, the powers are what is left where the lines were.
    var isLine = true

    /// Mean square in the line, or in both of a pair.
    func power(isPair: Bool) -> Float { isPair ? power + sidePower : power }
  }

  /// What a frame is to the line.
  enum Change {
    case followed, missed, replaced
  }

  private(set) var points = InlineArray<96, Point>(repeating: Point())
  private(set) var count = 0
  /// The last point that belongs to the line, and the frames since it.
  private(set) var last = 0
  private(set) var gap = 0
  /// The middle of the first frame.
  private(set) var start = SampleTime.zero
  /// The strongest power in the line.
  private(set) var peak: Float = 0
  /// Sums over the line's frames: power in the line and the other one, and in the band.
  private var sums = SIMD2<Float>()
  /// Mean square of the band two frames before the first.
  private(set) var before: Float = 0
  /// Mean squares of the last four frames, newest first.
  private var recent = SIMD4<Float>()
  /// A line that may take over, once it is there for two frames.
  private var rival: Point?

  var isEmpty: Bool { count == 0 }
  /// Whether the line is gone for good, and nothing is about to replace it.
  var isGone: Bool { gap > LineTrace.longestGap && rival == nil }
  /// Share of the band's power in its lines.
  var purity: Float { sums.x / max(sums.y, 1) }

  /// Starts with `frame`, which is tonal.
  mutating func begin(_ frame: SpectralFrame) {
    begin(LineTrace.point(frame), at: frame.center, before: recent[1])
  }

  /// There is no line.
  mutating func clear() { count = 0 }

  /// Remembers the level of a frame, after everything else was done with it.
  mutating func note(_ frame: SpectralFrame) {
    recent = SIMD4(frame.total, recent[0], recent[1], recent[2])
  }

  /// Takes the next frame. After `replaced` the trace is still that of the line before, until ``takeOver(_:)``.
  mutating func consume(_ frame: SpectralFrame) -> Change {
    let line = points[last]
    var point = LineTrace.point(frame)
    let isTonal = LineTrace.isTonal(frame)
    guard isTonal || abs(point.hertz - line.hertz) <= LineTrace.closeness else {
      rival = nil
      watch(frame)
      return .missed
    }
    if LineTrace.matches(&point, line.hertz) {
      rival = nil
      let level = max(line.power, last > 0 ? points[last - 1].power : 0)
      guard point.power >= LineTrace.edge * level, point.power >= LineTrace.fall * peak else {
        watch(frame)
        return .missed
      }
      // What was before an onset is not the tone.
      if point.power > LineTrace.rise * peak {
        begin(point, at: frame.center, before: recent[1])
      } else {
        append(point)
      }
      return .followed
    }
    guard isTonal, frame.first.power > LineTrace.rivalry * line.power else {
      rival = nil
      watch(frame)
      return .missed
    }
    if let rival, LineTrace.matches(&point, rival.hertz) { return .replaced }
    rival = LineTrace.point(frame)
    watch(frame)
    return .missed
  }

  /// Follows the line that replaced the one before, from its first frame on.
  mutating func takeOver(_ frame: SpectralFrame) {
    guard let first = rival else { return begin(frame) }
    var now = LineTrace.point(frame)
    _ = LineTrace.matches(&now, first.hertz)
    begin(first, at: frame.center + -Spectrum.hop, before: recent[2])
    append(now)
  }

  /// Notes what is left where the lines were, in a frame that does not belong to them.
  mutating func watch(_ frame: SpectralFrame) {
    let line = points[last]
    var left = Point(total: frame.total, isLine: false)
    left.power = frame.power(from: line.hertz - LineTrace.reach, to: line.hertz + LineTrace.reach)
    left.sidePower = frame.power(
      from: line.sideHertz - LineTrace.reach, to: line.sideHertz + LineTrace.reach)
    append(left)
  }

  private mutating func begin(_ point: Point, at time: SampleTime, before: Float) {
    count = 0
    last = 0
    gap = 0
    peak = 0
    sums = .zero
    rival = nil
    start = time
    self.before = before
    append(point)
  }

  private mutating func append(_ point: Point) {
    gap = point.isLine ? 0 : gap + 1
    guard count < LineTrace.capacity else { return }
    points[count] = point
    if point.isLine {
      last = count
      peak = max(peak, point.power)
      sums += SIMD2(point.power + point.sidePower, point.total)
    }
    count += 1
  }
}
