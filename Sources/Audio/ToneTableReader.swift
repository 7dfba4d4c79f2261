// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Reads a table of tones line by line, and gathers what is wrong with it.
struct ToneTableReader {
  private(set) var table = ToneTable()
  private(set) var faults: [ToneTableError.Fault] = []
  /// Of the line that was read last.
  private var number = 0
  private var openedAt: [String: Int] = [:]
  /// Where each tone of the open country stands.
  private var lines: [String: Int] = [:]
  /// Whether the tones that follow belong to a country whose opening was refused.
  private var isSkipping = false

  mutating func read(_ line: Substring) {
    number += 1
    do throws(ToneTableError.Fault) {
      let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let words = parts[0].split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { return }
      if first.hasPrefix("[") {
        closeCountry()
        isSkipping = true
        try openCountry(parts[0])
        isSkipping = false
      } else if first == "source" {
        try addSource(words)
      } else if !isSkipping {
        let note = parts.count == 2 ? parts[1].trimmed : ""
        let tone = try ListedTone(words, note: note.isEmpty ? nil : note, in: self)
        try add(tone)
      }
    } catch {
      faults.append(error)
    }
  }

  mutating func finish() {
    closeCountry()
    if faults.isEmpty, table.tones.isEmpty {
      faults.append(
        .init(line: nil, reason: "has no tones; open a country, [us] United States, and list them"))
    }
  }

  func fault(_ reason: String) -> ToneTableError.Fault { .init(line: number, reason: reason) }

  /// The country whose tones are being read.
  func country() throws(ToneTableError.Fault) -> String {
    guard let country = table.countries.last else {
      throw fault("a tone before any country; open one: [us] United States")
    }
    return country.code
  }

  private mutating func addSource(_ words: [Substring]) throws(ToneTableError.Fault) {
    guard words.count >= 3, words[1].isWord else {
      throw fault("a source has a name and a title: source spandsp  spandsp 0.0.6")
    }
    guard !table.sources.contains(where: { $0.name == words[1] }) else {
      throw fault("source \(words[1]) is there already; take another name")
    }
    table.sources.append(
      .init(name: String(words[1]), title: words[2...].joined(separator: " ")))
  }

  private mutating func openCountry(_ line: Substring) throws(ToneTableError.Fault) {
    let halves = line.split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
    let code = halves[0].trimmed.dropFirst()
    guard halves.count == 2, code.isWord, code == code.lowercased(), code != "uk",
      !halves[1].trimmed.isEmpty
    else {
      throw fault("a country has a code in small letters and a name: [gb] United Kingdom")
    }
    if let line = openedAt[String(code)] {
      throw fault("country \(code) opens in line \(line) already; put its tones there")
    }
    openedAt[String(code)] = number
    lines = [:]
    table.countries.append(.init(code: String(code), name: halves[1].trimmed))
  }

  /// Where every tone of a country was refused, or the next opening was, that has been said.
  private mutating func closeCountry() {
    guard let country = table.countries.last, table.tones.last?.country != country.code,
      let line = openedAt[country.code], !faults.contains(where: { $0.line ?? 0 >= line })
    else { return }
    faults.append(
      .init(line: line, reason: "country \(country.code) has no tones; list some or delete it"))
  }

  private mutating func add(_ tone: ListedTone) throws(ToneTableError.Fault) {
    let key = "\(tone.kind) \(tone.notation) \(tone.exchange ?? "")"
    if let line = lines[key] {
      throw fault("the same tone as in line \(line); join their sources by +")
    }
    lines[key] = number
    table.tones.append(tone)
  }
}

extension StringProtocol {
  /// Letters, digits and hyphens, one at least.
  var isWord: Bool {
    !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
  }

  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
