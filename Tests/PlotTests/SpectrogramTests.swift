// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Plot

struct SpectrogramTests {
  private func tone(_ hertz: Double, _ level: Double, seconds: Double) -> [Int16] {
    let segment = ToneSegment([hertz], duration: seconds, level: Level(dBm0: level))
    return Tone([segment], repeats: false).samples(seconds: seconds)
  }

  @Test(arguments: [(1000.0, -20.0), (425.0, -35.0), (2100.0, -12.0)])
  func `a sine has its level at its frequency`(hertz: Double, level: Double) {
    let spectrogram = Spectrogram(tone(hertz, level, seconds: 1), most: 50)
    let middle = spectrogram.levels.dropFirst(25 * Spectrogram.rows).prefix(Spectrogram.rows)
    let row = middle.indices.max { middle[$0] < middle[$1] }.map { $0 - middle.startIndex }
    #expect(row == Int(hertz / 12.5))
    #expect(abs(Double(middle.max() ?? 0) - level) < 0.3)
    // Elsewhere there is the noise of 16 bits.
    #expect(Double(middle[middle.startIndex + 280]) < level - 40)
  }

  @Test func `a beep of 100 ms is seen in a minute of ten columns`() {
    var samples = [Int16](repeating: 0, count: 60 * 8000)
    samples.replaceSubrange(200_000..<200_800, with: tone(1000, -20, seconds: 0.1))
    let spectrogram = Spectrogram(samples, most: 10)
    #expect(spectrogram.columns == 10)
    let row = (0..<10).map { Double(spectrogram.levels[$0 * Spectrogram.rows + 80]) }
    #expect(abs(row[4] + 20) < 1)
    for column in [0, 1, 2, 3, 5, 6, 7, 8, 9] { #expect(row[column] == -99) }
  }

  @Test func `pixels have the highest frequency at the top`() {
    let pixels = Spectrogram(tone(3800, -20, seconds: 1), most: 5).pixels(
      .ember, range: -75 ... -10)
    #expect(pixels.height == Spectrogram.rows)
    let column = (0..<pixels.height).map { pixels.values[$0 * pixels.width + 2] }
    #expect(column[16] == ColorMap.ember.color(55.0 / 65).hex)
    #expect(column[300] == ColorMap.ember.color(0).hex)
  }
}
