// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Colours for a quantity: from dark to light, every step as large to the eye as the next.
///
/// The map is a path through Oklab (B. Ottosson, 2020), a space in which distance is difference to the eye. Its stops
/// are joined by straight lines, what a screen cannot show is made greyer, and the path is then cut into steps of equal
/// length. Lightness only ever grows, so that the map survives a black-and-white printer.
public struct ColorMap: Sendable {
  /// From the least to the most.
  public let colors: [Color]

  static let steps = 256

  /// Night blue, purple, orange, pale yellow: levels in a spectrogram.
  public static let ember = ColorMap(stops: [
    Oklab(lightness: 0.13, chroma: 0.04, hue: 280), Oklab(lightness: 0.33, chroma: 0.15, hue: 300),
    Oklab(lightness: 0.52, chroma: 0.19, hue: 350), Oklab(lightness: 0.70, chroma: 0.18, hue: 42),
    Oklab(lightness: 0.86, chroma: 0.15, hue: 85), Oklab(lightness: 0.98, chroma: 0.06, hue: 105),
  ])

  init(stops: [Oklab]) {
    let fine = 64
    var path: [Oklab] = []
    for (from, to) in zip(stops, stops.dropFirst()) {
      for step in 0..<fine {
        path.append(from.mixed(with: to, Double(step) / Double(fine)).withinScreen)
      }
    }
    if let last = stops.last { path.append(last.withinScreen) }
    var lengths = [0.0]
    for (from, to) in zip(path, path.dropFirst()) {
      lengths.append(lengths[lengths.count - 1] + from.distance(to: to))
    }
    let total = lengths[lengths.count - 1]
    var segment = 0
    colors = (0..<ColorMap.steps).map { step in
      let along = total * Double(step) / Double(ColorMap.steps - 1)
      while segment < path.count - 2, lengths[segment + 1] < along { segment += 1 }
      let length = lengths[segment + 1] - lengths[segment]
      let share = length > 0 ? (along - lengths[segment]) / length : 0
      return path[segment].mixed(with: path[segment + 1], share).color
    }
  }

  /// The colour of a share, 0...1; what lies beyond has the colour of the end.
  public func color(_ share: Double) -> Color {
    colors[Int((min(1, max(0, share)) * Double(colors.count - 1)).rounded())]
  }
}

/// A colour in Oklab.
struct Oklab: Sendable {
  var lightness: Double
  var a: Double
  var b: Double

  /// Hue in degrees.
  init(lightness: Double, chroma: Double, hue: Double) {
    self.lightness = lightness
    a = chroma * cos(hue * .pi / 180)
    b = chroma * sin(hue * .pi / 180)
  }

  func mixed(with other: Oklab, _ share: Double) -> Oklab {
    var mixed = self
    mixed.lightness += share * (other.lightness - lightness)
    mixed.a += share * (other.a - a)
    mixed.b += share * (other.b - b)
    return mixed
  }

  func distance(to other: Oklab) -> Double {
    let (dl, da, db) = (other.lightness - lightness, other.a - a, other.b - b)
    return (dl * dl + da * da + db * db).squareRoot()
  }

  /// With so little chroma that a screen can show it.
  var withinScreen: Oklab {
    var color = self
    while !color.linear.allSatisfy({ (-1e-6...1 + 1e-6).contains($0) }),
      abs(color.a) + abs(color.b) > 1e-4
    {
      color.a *= 0.98
      color.b *= 0.98
    }
    return color
  }

  /// Red, green and blue, proportional to light.
  private var linear: [Double] {
    let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    return [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    ]
  }

  var color: Color {
    // The sRGB curve, IEC 61966-2-1.
    let parts = linear.map { part in
      let part = min(1, max(0, part))
      return part <= 0.0031308 ? 12.92 * part : 1.055 * pow(part, 1 / 2.4) - 0.055
    }
    return Color(red: parts[0], green: parts[1], blue: parts[2])
  }
}
