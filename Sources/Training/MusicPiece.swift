// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Music of which calls on hold are composed, and what sounds behind some voices.
struct MusicPiece: Sendable {
  /// 16-bit units.
  var samples: [Float]
  /// Pieces that have music in common are left out together.
  var group: String
  var fold = 0

  /// Made here: for sets that have none, and for one call on hold of five.
  static func synthesised(_ random: inout Randomness) -> MusicPiece {
    MusicPiece(
      samples: Signals.music(seconds: 20, seed: random.seed()).map(Float.init), group: "none")
  }

  /// `count` samples from a random place on, played so many times as fast; zeros behind the end.
  func excerpt(_ count: Int, speed: Double = 1, _ random: inout Randomness) -> [Float] {
    let start = random.integer(0...max(0, samples.count - Int(Double(count) * speed)))
    return (0..<count).map { index in
      let place = Double(start) + Double(index) * speed
      let first = Int(place)
      guard first + 1 < samples.count else { return 0 }
      let part = Float(place - Double(first))
      return samples[first] * (1 - part) + samples[first + 1] * part
    }
  }
}
