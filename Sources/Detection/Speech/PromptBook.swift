// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Synchronization

/// A recording that is known for what it is: a call screener's question, a carrier's announcement.
public struct KnownPrompt: Sendable {
  /// What it can be.
  public static let outcomes: [Outcome] = [.callScreener, .announcement, .answeringMachine]

  public let name: String
  public let outcome: Outcome
  let fingerprints: [Fingerprint]

  /// Phrases of it that are known.
  public var phrases: Int { fingerprints.count }

  /// Of its samples, 8 kHz linear. Nil where it has no second of speech.
  public init?(name: String, outcome: Outcome, samples: [Int16]) {
    // Heard to its end, whatever it sounds like until then: nobody is greeted where nobody answers, and what tones say is
    // nothing.
    var analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(supervision: .signalled), prompts: PromptBook())
    var events: [CallEvent] = []
    // The last phrase is compared, and so kept, a second and a half behind its beginning.
    let whole = samples + [Int16].silence(seconds: 2)
    for start in stride(from: 0, to: whole.count, by: Spectrum.hop) {
      let end = min(whole.count, start + Spectrum.hop)
      analyzer.consume(whole.span.extracting(start..<end), into: &events)
      analyzer.verdict = nil
    }
    self.init(name: name, outcome: outcome, fingerprints: analyzer.memory.fingerprints)
    if fingerprints.isEmpty { return nil }
  }

  init(name: String, outcome: Outcome, fingerprints: [Fingerprint]) {
    self.name = name
    self.outcome = outcome
    self.fingerprints = fingerprints
  }
}

/// Prompts that are known for what they are, wherever they are heard.
///
/// As a file, a line for each phrase: outcome, name and fingerprint, with tabs between.
///
///     # call-screener, announcement or answering-machine
///     call-screener	assistant-en	00ffffffffffffff3fa2…
public struct PromptBook: Sendable {
  public internal(set) var prompts: [KnownPrompt] = []

  /// Knows none.
  public init() {}

  /// The book of this process: empty, or what ``use(_:)`` has put there.
  public static var known: PromptBook { choice.withLock { $0 } }

  /// Puts a book in its place, for the calls that begin from now on.
  public static func use(_ book: PromptBook) { choice.withLock { $0 = book } }

  private static let choice = Mutex(PromptBook())

  /// Adds a prompt, in the place of one of its name.
  public mutating func add(_ prompt: KnownPrompt) {
    prompts.removeAll { $0.name == prompt.name }
    prompts.append(prompt)
  }

  /// The prompt of which a phrase was heard: the nearest.
  func prompt(in heard: InlineArray<76, UInt16>) -> KnownPrompt? {
    var found: (prompt: KnownPrompt, distance: Double)?
    for prompt in prompts {
      for fingerprint in prompt.fingerprints {
        guard let distance = fingerprint.distance(to: heard), distance < found?.distance ?? 1
        else { continue }
        found = (prompt, distance)
      }
    }
    return found?.prompt
  }
}

/// A book that cannot be read, and where.
public struct PromptBookError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  /// From 1; nil where it is the file's.
  public var line: Int?
  public var reason: String

  public init(file: String, line: Int? = nil, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}

extension PromptBook {
  private static let head = """
    # Prompts that are known for what they are: outcome, name and fingerprint of a phrase, with tabs between.

    """

  public var text: String {
    prompts.reduce(into: PromptBook.head) { text, prompt in
      for fingerprint in prompt.fingerprints {
        text += "\(prompt.outcome.rawValue)\t\(prompt.name)\t\(fingerprint.text)\n"
      }
    }
  }

  public init(contentsOf path: String) throws(PromptBookError) {
    let text: String
    do {
      text = try TextFile.text(path)
    } catch {
      throw PromptBookError(file: path, reason: "\(error)")
    }
    try self.init(text, file: path)
  }

  public init(_ text: String, file: String) throws(PromptBookError) {
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() where !line.isEmpty && !line.hasPrefix("#") {
      func fault(_ reason: String) -> PromptBookError {
        PromptBookError(file: file, line: index + 1, reason: reason)
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 3 else {
        throw fault("a line is an outcome, a name and a fingerprint, with tabs between")
      }
      guard let outcome = Outcome(rawValue: String(fields[0])),
        KnownPrompt.outcomes.contains(outcome)
      else {
        let known = KnownPrompt.outcomes.map(\.rawValue).joined(separator: ", ")
        throw fault("'\(fields[0])' is none of \(known)")
      }
      guard !fields[1].isEmpty else { throw fault("the prompt has no name") }
      guard let fingerprint = Fingerprint(fields[2]) else {
        throw fault(
          "no fingerprint: 272 hexadecimal digits, the first 16 with 40 bits set; make it with earshot prompts add"
        )
      }
      let name = String(fields[1])
      let before = prompts.last { $0.name == name }
      guard before?.outcome ?? outcome == outcome else {
        throw fault("'\(name)' is \(before?.outcome.rawValue ?? "") in a line before")
      }
      add(
        KnownPrompt(
          name: name, outcome: outcome, fingerprints: (before?.fingerprints ?? []) + [fingerprint]))
    }
  }
}
