// SPDX-License-Identifier: GPL-3.0-or-later

/// What a ``FrameModel`` weighs: sixteen measures of a frame, and behind them their averages over some 0.1, 0.5 and 2 s.
package struct SpeechInputs: Sendable {
  package static let count = 64
  /// An average that is less is none: processors are slow at numbers next to zero.
  static let nothing: Float = 1e-20
  /// What an average, which begins as the first frame, takes of a frame.
  static let paces: InlineArray<3, Float> = [0.2, 0.04, 0.01]

  var rows = InlineArray<4, SIMD16<Float>>(repeating: .zero)

  package init() {}

  package subscript(index: Int) -> Float {
    get { rows[index / 16][index % 16] }
    set { rows[index / 16][index % 16] = newValue }
  }

  /// The next frame's measures.
  mutating func add(_ measures: SIMD16<Float>, isFirst: Bool) {
    rows[0] = measures
    for average in SpeechInputs.paces.indices {
      let last = rows[1 + average]
      let value =
        isFirst ? measures : last + SpeechInputs.paces[average] * (measures - last)
      let isNothing = (value .< SpeechInputs.nothing) .& (value .> -SpeechInputs.nothing)
      rows[1 + average] = value.replacing(with: 0, where: isNothing)
    }
  }
}
