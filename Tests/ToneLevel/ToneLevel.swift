// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import Foundation

extension Collection<Int16> {
  /// Level of the component at `hertz` in samples at 8 kHz, by Goertzel.
  public func level(at hertz: Double) -> Level {
    let turn = 2 * cos(2 * Double.pi * hertz / 8000)
    var (s1, s2) = (0.0, 0.0)
    for sample in self { (s1, s2) = (Double(sample) + turn * s1 - s2, s1) }
    let size = Double(count)
    return Level(meanSquare: 2 * (s1 * s1 + s2 * s2 - turn * s1 * s2) / (size * size))
  }
}
