// SPDX-License-Identifier: GPL-3.0-or-later

extension ToneTable: CustomStringConvertible {
  /// The table as its file is written, which is read back as the same.
  public var description: String {
    let width = sources.map(\.name.count).max() ?? 0
    var text = sources.map { "source \($0.name.padded(width))  \($0.title)\n" }.joined()
    let tones = Dictionary(grouping: tones, by: \.country)
    for country in countries {
      text += "\n[\(country.code)] \(country.name)\n"
      for tone in tones[country.code] ?? [] { text += tone.line + "\n" }
    }
    return text
  }

  /// The part of it that is one country's; nil where the table does not name it.
  public func only(_ country: String) -> ToneTable? {
    let code = ListedTone.code(country)
    var table = ToneTable()
    table.countries = countries.filter { $0.code == code }
    table.tones = tones(of: code)
    table.sources = sources.filter { source in
      table.tones.contains { $0.sources.contains(source.name) }
    }
    return table.countries.isEmpty ? nil : table
  }
}

extension ListedTone {
  /// A line of a table's file.
  fileprivate var line: String {
    var words: [String] = []
    if let exchange { words.append("exchange=\(exchange)") }
    if let level { words.append("level=\(ToneNotation.plain(level.dBm0))") }
    if let levelTolerance { words.append("level-tolerance=\(ToneNotation.plain(levelTolerance))") }
    if let frequencyTolerance { words.append("frequency-tolerance=\(frequencyTolerance.percent)") }
    if let cadenceTolerance { words.append("cadence-tolerance=\(cadenceTolerance.percent)") }
    words.append(sources.joined(separator: "+"))
    let start = "\(kind.rawValue.padded(20)) \(notation.description.padded(33)) "
    return start + words.joined(separator: " ") + (note.map { "  # \($0)" } ?? "")
  }
}

extension Double {
  /// A share in percent, to a thousandth.
  fileprivate var percent: String { ToneNotation.plain((self * 100_000).rounded() / 1000) + "%" }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
