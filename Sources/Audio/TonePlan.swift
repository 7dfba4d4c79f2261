// SPDX-License-Identifier: GPL-3.0-or-later

/// The tones that one country's exchanges usually play (ITU-T E.180): of each kind the first that the table lists.
public struct TonePlan: Sendable, Hashable {
  public typealias Kind = ListedTone.Kind

  /// ISO 3166-1 alpha-2, lower case.
  public var code: String
  private var tones: [Kind: Tone]

  /// Nil where our sources have none.
  public subscript(kind: Kind) -> Tone? { tones[kind] }

  public var dial: Tone? { tones[.dial] }
  public var ringback: Tone? { tones[.ringback] }
  public var busy: Tone? { tones[.busy] }
  public var reorder: Tone? { tones[.reorder] }

  /// The kinds that it has.
  public var kinds: [Kind] { Kind.allCases.filter { tones[$0] != nil } }

  init(code: String, tones: [ListedTone]) {
    self.code = code
    self.tones = Dictionary(
      tones.map { ($0.kind, $0.tone()) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every country's plan, in the order of the table.
  public static let all = ToneTable.world.plans

  /// The plan of a country by its code, in either case; "uk" is taken for "gb".
  public static func of(_ country: String) -> TonePlan? {
    byCode[ListedTone.code(country)]
  }

  private static let byCode = Dictionary(
    all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}
