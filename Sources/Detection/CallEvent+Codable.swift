// SPDX-License-Identifier: GPL-3.0-or-later
package import Audio

/// An event as a JSON object, wherever one is written: `classify`, the CPD link, the journals.
///
///     {"at_s":0.02,"end_s":0.52,"kind":"tone","name":"busy","frequencies_hz":[480,620],"level_dbm0":-19.8}
///
/// Seconds are rounded to 3 decimals, Hz and dBm0 to 1, probabilities to 3. `frequencies_hz` and `also` are left out
/// when empty, `provisional` unless true, everything else when there is nothing to say; a level or frequency that is no
/// number is left out too. Unknown keys are passed over on reading.
extension CallEvent: Codable {
  private enum CodingKeys: String, CodingKey {
    case at = "at_s"
    case end = "end_s"
    case kind, name
    case frequencies = "frequencies_hz"
    case level = "level_dbm0"
    case isProvisional = "provisional"
    case confidence, also, shares, text
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(at.roundedSeconds, forKey: .at)
    try values.encodeIfPresent(end?.roundedSeconds, forKey: .end)
    try values.encode(kind, forKey: .kind)
    try values.encodeIfPresent(name, forKey: .name)
    let hz = frequencies.filter(\.isFinite).map { Double($0).rounded(toDecimals: 1) }
    if !hz.isEmpty { try values.encode(hz, forKey: .frequencies) }
    if let level, level.dBm0.isFinite {
      try values.encode(level.dBm0.rounded(toDecimals: 1), forKey: .level)
    }
    if isProvisional { try values.encode(true, forKey: .isProvisional) }
    if let confidence, confidence.isFinite {
      try values.encode(confidence.rounded(toDecimals: 3), forKey: .confidence)
    }
    if !also.isEmpty { try values.encode(also, forKey: .also) }
    let known = shares.filter(\.value.isFinite).mapValues { $0.rounded(toDecimals: 3) }
    if !known.isEmpty { try values.encode(known, forKey: .shares) }
    try values.encodeIfPresent(text, forKey: .text)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(Kind.self, forKey: .kind),
      at: try values.decodeSeconds(forKey: .at),
      end: try values.decodeSecondsIfPresent(forKey: .end),
      name: try values.decodeIfPresent(String.self, forKey: .name),
      frequencies: try values.decodeIfPresent([Float].self, forKey: .frequencies) ?? [],
      level: try values.decodeIfPresent(Double.self, forKey: .level).map(Level.init(dBm0:)),
      isProvisional: try values.decodeIfPresent(Bool.self, forKey: .isProvisional) ?? false,
      confidence: try values.decodeIfPresent(Double.self, forKey: .confidence),
      also: try values.decodeIfPresent([String].self, forKey: .also) ?? [],
      shares: try values.decodeIfPresent([String: Double].self, forKey: .shares) ?? [:],
      text: try values.decodeIfPresent(String.self, forKey: .text))
  }
}

extension SampleTime {
  /// Seconds to the millisecond, as JSON has them.
  package var roundedSeconds: Double { seconds.rounded(toDecimals: 3) }
}

extension Double {
  package func rounded(toDecimals decimals: Int) -> Double {
    let scale: Double = [1, 10, 100, 1000][decimals]
    let scaled = (self * scale).rounded() / scale
    // No "-0" in JSON.
    return scaled == 0 ? 0 : scaled
  }
}

extension KeyedDecodingContainer {
  /// A moment given in seconds. What no count of samples can hold is an error, not a trap.
  package func decodeSeconds(forKey key: Key) throws -> SampleTime {
    let seconds = try decode(Double.self, forKey: key)
    // A billion seconds are 31 years of audio.
    guard seconds.isFinite, abs(seconds) <= 1e9 else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "no time in a call's audio")
    }
    return SampleTime(seconds: seconds)
  }

  package func decodeSecondsIfPresent(forKey key: Key) throws -> SampleTime? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    return try decodeSeconds(forKey: key)
  }
}
