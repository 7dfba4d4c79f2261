// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Plot

struct ColorMapTests {
  @Test func `each step is as large to the eye as the next`() {
    let path = ColorMap.ember.colors.map(\.oklab)
    let steps = zip(path, path.dropFirst()).map { $0.distance(to: $1) }
    let mean = steps.reduce(0, +) / Double(steps.count)
    #expect(mean > 0.002)
    for step in steps { #expect(abs(step / mean - 1) < 0.1) }
  }

  @Test func `it only ever grows lighter`() {
    let lightness = ColorMap.ember.colors.map(\.oklab.lightness)
    for (one, next) in zip(lightness, lightness.dropFirst()) { #expect(next > one) }
    #expect(lightness[0] < 0.2)
    #expect(lightness[lightness.count - 1] > 0.95)
  }

  @Test func `shares beyond its ends have the colour of the end`() {
    #expect(ColorMap.ember.color(-1) == ColorMap.ember.colors.first)
    #expect(ColorMap.ember.color(7) == ColorMap.ember.colors.last)
  }
}

extension Color {
  /// The way back, by the inverse matrices of Ottosson's page.
  fileprivate var oklab: Oklab {
    let light = [red, green, blue].map { part in
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    func root(_ r: Double, _ g: Double, _ b: Double) -> Double {
      cbrt(r * light[0] + g * light[1] + b * light[2])
    }
    let l = root(0.4122214708, 0.5363325363, 0.0514459929)
    let m = root(0.2119034982, 0.6806995451, 0.1073969566)
    let s = root(0.0883024619, 0.2817188376, 0.6299787005)
    var color = Oklab(lightness: 0, chroma: 0, hue: 0)
    color.lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    color.a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    color.b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    return color
  }
}
