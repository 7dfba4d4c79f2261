// SPDX-License-Identifier: GPL-3.0-or-later

extension TonePlan {
  /// Every country's plan that we have, by code; the generator's table and the detector's.
  ///
  /// Frequencies and cadences are facts taken from two public tables: spandsp's global-tones.xml
  /// and Asterisk's indications.conf, both of which go back to ITU-T E.180 Supplement 2 (1.II.2003).
  /// spandsp's first entry stands, Asterisk's where spandsp has none, and Asterisk's also for
  /// German ringback (spandsp's starts with a cut burst), Canadian dial tone (spandsp's is 480+720),
  /// Italian busy and the whole of Australia, whose frequencies spandsp gives as 400 in place of 425.
  ///
  /// Levels: the North American precise tone plan's −13, −19 and −24 dBm a frequency for dial,
  /// ringback and busy/reorder in `us` and `ca`; elsewhere −10 dBm0 a tone, the middle of E.180's
  /// −10 ±5 dB (from memory, not looked up).
  public static let all: [TonePlan] = [
    plan("ar", "Argentina", "425", "425:1/4", "425:0.3/0.2", "425:0.3/0.4"),
    plan("at", "Austria", "420", "420:1/5", "420:0.4/0.4", "420:0.2/0.2"),
    plan(
      "au", "Australia", "413+438", "413+438:0.4/0.2/0.4/2", "425:0.375/0.375",
      "425:0.375/0.375,420:0.375/0.375"),
    plan("be", "Belgium", "425", "425:1/3", "425:0.5/0.5", "425:0.167/0.167"),
    plan("br", "Brazil", "425", "425:1/4", "425:0.25/0.25", "425:0.25/0.25/0.75/0.25"),
    precise("ca", "Canada"),
    plan("ch", "Switzerland", "425", "425:1/4", "425:0.5/0.5", "425:0.2/0.2"),
    plan("cl", "Chile", "400", "400:1/3", "400:0.5/0.5", "400:0.2/0.2"),
    plan("cn", "China", "450", "450:1/4", "450:0.35/0.35", "450:0.7/0.7"),
    plan("cz", "Czech Republic", "425", "425:1/4", "425:0.333/0.333", "425:0.165/0.165"),
    plan("de", "Germany", "425", "425:1/4", "425:0.48/0.48", "425:0.24/0.24"),
    plan("dk", "Denmark", "425", "425:1/4", "425:0.25/0.25", "425:0.25/0.25"),
    plan("ee", "Estonia", "425", "425:1/4", "425:0.3/0.3", "425:0.2/0.2"),
    plan("es", "Spain", "425", "425:1.5/3", "425:0.2/0.2", "425:0.2/0.2/0.2/0.6"),
    plan("fi", "Finland", "425", "425:1/4", "425:0.3/0.3", "425:0.2/0.2"),
    plan("fr", "France", "330+440", "440:1.5/3.5", "440:0.5/0.5", "440:0.25/0.25"),
    plan(
      "gb", "United Kingdom", "350+440", "400+450:0.4/0.2/0.4/2", "400:0.375/0.375",
      "400:0.4/0.35/0.225/0.525"),
    plan("gr", "Greece", nil, "425:1/4", "425:0.3/0.3", "425:0.15/0.15"),
    plan("hu", "Hungary", "425", "425:1.2/3.7", "425:0.3/0.3", "425:0.3/0.3"),
    plan("id", "Indonesia", "425", "425:1/4", "425:0.5/0.5", "425:0.25/0.25"),
    plan("ie", "Ireland", "400+425+450", "400:0.4/0.2/0.4/2", "425:0.5/0.5", nil),
    plan("il", "Israel", "400", "400:1/3", "400:0.5/0.5", "414:0.25/0.25"),
    plan("in", "India", "400*25", "375+425:0.4/0.2/0.4/2.6", "400:0.75/0.75", "400:0.25/0.25"),
    plan("it", "Italy", nil, "425:1/4", "425:0.5/0.5", "425:0.2/0.2"),
    plan("jp", "Japan", "400", "384+416:1/2", "400:0.5/0.5", "400:0.5/0.5"),
    plan("kr", "South Korea", "350+440", "440+480:1/2", "480+620:0.5/0.5", "480+620:0.3/0.2"),
    plan("lu", "Luxembourg", "425", "425:1/4", "425:0.5/0.5", "425:0.25/0.25"),
    plan("mx", "Mexico", "425", "425:1/4", "425:0.25/0.25", "425:0.25/0.25"),
    plan("my", "Malaysia", "425", "425:0.4/0.2/0.4/2", "425:0.5/0.5", "425:0.25/0.25"),
    plan("nl", "Netherlands", "425", "425:1/4", "425:0.5/0.5", "425:0.25/0.25"),
    plan("no", "Norway", "425", "425:1/4", "425:0.5/0.5", "425:0.25/0.25"),
    plan("nz", "New Zealand", "400", "400+450:0.4/0.2/0.4/2", "400:0.5/0.5", "400:0.25/0.25"),
    plan("pl", "Poland", "425", "425:1/4", "425:0.5/0.5", "425:0.5/0.5"),
    plan("pt", "Portugal", "425", "425:1/5", "425:0.5/0.5", "425:0.2/0.2"),
    plan("ru", "Russia", "425", "425:0.8/3.2", "425:0.4/0.4", "425:0.175/0.175"),
    plan("se", "Sweden", "425", "425:1/5", "425:0.25/0.25", "425:0.25/0.75"),
    plan("sg", "Singapore", "425", "401+449:0.4/0.2/0.4/2", "425:0.75/0.75", "425:0.25/0.25"),
    plan("sk", "Slovakia", nil, "425:1/4", "425:0.333/0.333", "425:0.165/0.165"),
    plan("tr", "Turkey", "450", "450:2/4", "450:0.5/0.5", "450:0.2/0.2/0.6/0.2"),
    plan("tw", "Taiwan", "350+440", "440+480:1/2", "480+620:0.5/0.5", "480+620:0.25/0.25"),
    precise("us", "United States"),
    plan("ve", "Venezuela", "425", "425:1/4", "425:0.5/0.5", "425:0.25/0.25"),
    plan("za", "South Africa", "367+433", "367+433:0.4/0.2/0.4/2", "400:0.5/0.5", "400:0.25/0.25"),
  ]

  private static func plan(
    _ code: String, _ country: String, _ dial: String?, _ ringback: String?, _ busy: String?,
    _ reorder: String?
  ) -> TonePlan {
    let level = Level(dBm0: -10)
    return TonePlan(
      code: code, country: country, dial: tone(dial, level)?.at(level),
      ringback: tone(ringback, level)?.at(level), busy: tone(busy, level)?.at(level),
      reorder: tone(reorder, level)?.at(level))
  }

  /// The precise tone plan, with its levels.
  private static func precise(_ code: String, _ country: String) -> TonePlan {
    TonePlan(
      code: code, country: country, dial: tone("350+440", Level(dBm0: -13)),
      ringback: tone("440+480:2/4", Level(dBm0: -19)),
      busy: tone("480+620:0.5/0.5", Level(dBm0: -24)),
      reorder: tone("480+620:0.25/0.25", Level(dBm0: -24)))
  }

  /// A cell of the table; one that is not in the notation is a mistake of ours, and stops.
  private static func tone(_ notation: String?, _ level: Level) -> Tone? {
    notation.map { text in
      guard let tone = Tone(text, level: level) else { preconditionFailure("no tone: \(text)") }
      return tone
    }
  }
}
