// SPDX-License-Identifier: GPL-3.0-or-later

extension ToneNotation: CustomStringConvertible {
  /// The shortest way to write it, which is read back as the same.
  public var description: String {
    let period = ToneNotation.written(period)
    if !repeats { return period + ";" }
    return lead.isEmpty ? period : ToneNotation.written(lead) + ";" + period
  }

  /// A number without needless digits: 425, 0.333.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(value)
  }

  /// A burst and the pause behind it; 0 s for none.
  private struct Beat: Equatable {
    var sound: String
    var on: Double
    var off = 0.0
  }

  private static func written(_ steps: [Step]) -> String {
    var beats: [Beat] = []
    for step in steps {
      if step.isSilence, !beats.isEmpty {
        beats[beats.count - 1].off += step.seconds
      } else {
        beats.append(Beat(sound: step.sound, on: step.seconds))
      }
    }
    var parts: [String] = []
    var next = 0
    var run = 0
    while next < beats.count {
      // What comes three times and more is a group.
      guard let (length, times) = group(at: next, of: beats) else {
        next += 1
        continue
      }
      if run < next { parts.append(elements(beats[run..<next])) }
      parts.append("\(times)x(\(elements(beats[next..<next + length])))")
      next += length * times
      run = next
    }
    if run < next { parts.append(elements(beats[run..<next])) }
    return parts.joined(separator: ",")
  }

  private static func group(at start: Int, of beats: [Beat]) -> (length: Int, times: Int)? {
    for length in stride(from: 1, through: (beats.count - start) / 3, by: 1) {
      let unit = beats[start..<start + length]
      var times = 1
      while start + (times + 1) * length <= beats.count,
        beats[(start + times * length)..<(start + (times + 1) * length)].elementsEqual(unit)
      {
        times += 1
      }
      if times >= 3 { return (length, times) }
    }
    return nil
  }

  /// Bursts of one sound that pauses part are one element.
  private static func elements(_ beats: ArraySlice<Beat>) -> String {
    var text = ""
    var last: Beat?
    for beat in beats {
      if let last, last.sound == beat.sound, last.off > 0, beat.on > 0 {
        text += "/" + plain(beat.on)
      } else {
        text += (last == nil ? "" : ",") + beat.sound
        if beat.on > 0 { text += ":" + plain(beat.on) }
      }
      if beat.off > 0 { text += "/" + plain(beat.off) }
      last = beat
    }
    return text
  }
}

extension ToneNotation.Step {
  fileprivate var sound: String {
    var text = frequencies.map(ToneNotation.plain).joined(separator: "+")
    if let modulation { text += "*" + ToneNotation.plain(modulation) }
    if relativeLevel != 0 { text += "@" + ToneNotation.plain(relativeLevel) }
    return text
  }
}
