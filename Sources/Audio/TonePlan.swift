// SPDX-License-Identifier: GPL-3.0-or-later

/// The tones of one country's exchanges (ITU-T E.180).
public struct TonePlan: Sendable, Hashable {
  /// ISO 3166-1 alpha-2, lower case.
  public var code: String
  /// The exchange is ready for digits. Nil, here as below, where our sources have none.
  public var dial: Tone?
  /// The far end's telephone rings.
  public var ringback: Tone?
  /// The far end is engaged.
  public var busy: Tone?
  /// All circuits are engaged, or the call failed; elsewhere called congestion.
  public var reorder: Tone?

  public typealias Kind = ListedTone.Kind

  public subscript(kind: Kind) -> Tone? {
    switch kind {
    case .dial: dial
    case .ringback: ringback
    case .busy: busy
    case .reorder: reorder
    }
  }

  /// The plan of a country by its code, in either case; "uk" is taken for "gb".
  public static func of(_ country: String) -> TonePlan? {
    byCode[ListedTone.code(country)]
  }

  private static let byCode = Dictionary(
    all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}
