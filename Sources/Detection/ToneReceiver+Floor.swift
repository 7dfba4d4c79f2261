// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

extension ToneReceiver {
  /// Does the receiver's transforms of `samples` and nothing else: the floor under its cost. The sum of the frames'
  /// powers is returned so that the work is not optimised away.
  public static func transformsAlone(of samples: Span<Int16>) -> Float {
    var history = SampleHistory()
    let spectrum = Spectrum()
    var rest = samples
    var sum: Float = 0
    while history.take(from: &rest) {
      while history.next() {
        var workspace = Workspace()
        sum += withUnsafeMutablePointer(to: &workspace) { spectrum.transform(&history, $0) }
      }
    }
    return sum
  }
}
