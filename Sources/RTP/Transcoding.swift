// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The codes of one law of G.711 as codes of the other, by way of the linear sample.
enum Transcoding {
  /// Of an A-law code, the µ-law code.
  static let toULaw: [UInt8] = (0..<256).map {
    G711.encodeULaw(G711.decodeALaw(UInt8($0)))
  }
  /// Of a µ-law code, the A-law code.
  static let toALaw: [UInt8] = (0..<256).map {
    G711.encodeALaw(G711.decodeULaw(UInt8($0)))
  }
}
