// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The power of a line over time and frequency, 0 to 4 kHz.
///
/// Under the analyzer's own window, 40 ms Hann, so that what it could not tell apart is not told apart here; a transform
/// of twice its length gives a row for every 12.5 Hz. Where a column spans several frames it holds the most of each
/// frequency: a beep of 100 ms is seen in an hour.
struct Spectrogram {
  static let window = 320
  static let rows = Transform.size / 2 + 1
  /// No two columns are nearer than 5 ms.
  static let leastHop = 40
  /// No two frames are farther apart than half a window.
  static let mostHop = 160

  let columns: Int
  /// dBm0 of a sine that would be as strong, column by column, from 0 Hz up.
  let levels: [Float]

  /// Of `samples`, in no more than `most` columns that divide their time evenly.
  init(_ samples: [Int16], most: Int) {
    columns = max(1, min(most, samples.count / Spectrogram.leastHop))
    let hann = (0..<Spectrogram.window).map {
      Float(0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(Spectrogram.window)))
    }
    // A sine of amplitude A has the magnitude A · Σw / 2, and the mean square A² / 2.
    let scale = 2 / powf(hann.reduce(0, +), 2)
    let transform = Transform()
    let width = Double(samples.count) / Double(columns)
    let frames = max(1, Int((width / Double(Spectrogram.mostHop)).rounded(.up)))
    var most = [Float](repeating: 0, count: columns * Spectrogram.rows)
    for column in 0..<columns {
      for frame in 0..<frames {
        let center = (Double(column) + (Double(frame) + 0.5) / Double(frames)) * width
        let start = Int(center) - Spectrogram.window / 2
        for index in 0..<Spectrogram.window {
          let place = start + index
          transform.input[index] =
            samples.indices.contains(place) ? hann[index] * Float(samples[place]) : 0
        }
        transform.execute()
        for row in 0..<Spectrogram.rows {
          let (real, imaginary) = (transform.output[2 * row], transform.output[2 * row + 1])
          let power = scale * (real * real + imaginary * imaginary)
          let place = column * Spectrogram.rows + row
          most[place] = max(most[place], power)
        }
      }
    }
    levels = most.map { Float(Level(meanSquare: Double($0)).dBm0) }
  }

  /// Highest frequency at the top; `range` in dBm0 is given the whole of `map`.
  func pixels(_ map: ColorMap, range: ClosedRange<Double>) -> Pixels {
    var pixels = Pixels(width: columns, height: Spectrogram.rows)
    let colors = map.colors.map(\.hex)
    let scale = Double(colors.count - 1) / (range.upperBound - range.lowerBound)
    for column in 0..<columns {
      for row in 0..<Spectrogram.rows {
        let level = Double(levels[column * Spectrogram.rows + row])
        let step = ((level - range.lowerBound) * scale).rounded()
        let color = colors[max(0, min(colors.count - 1, Int(step)))]
        pixels.values[(Spectrogram.rows - 1 - row) * columns + column] = color
      }
    }
    return pixels
  }
}
