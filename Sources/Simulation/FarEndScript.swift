// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// Who answers at which number, and how: a script file as read and checked. Its format stands in this
/// target's documentation.
public struct FarEndScript: Sendable {
  /// One number and who is there.
  public struct Entry: Sendable {
    /// Digits as dialed.
    public var number: String
    /// For people: "Ann, says hello".
    public var name: String
    /// What a listener ought to find; nil where nobody is to listen, as at an agent's telephone.
    public var expected: Outcome?
    public var behavior: FarEndBehavior
    /// Where the entry starts in the file, from 1.
    public var line: Int

    public init(
      number: String, name: String, expected: Outcome?, behavior: FarEndBehavior, line: Int = 0
    ) {
      self.number = number
      self.name = name
      self.expected = expected
      self.behavior = behavior
      self.line = line
    }
  }

  /// Whose exchange it is where an entry does not say otherwise: its dial tone, and its reorder tone
  /// for numbers that nobody has.
  public var plan: TonePlan
  /// In the order of the file.
  public var entries: [Entry] {
    didSet { index = FarEndScript.index(of: entries) }
  }

  private var index: [String: Int]

  public init(plan: TonePlan, entries: [Entry]) {
    self.plan = plan
    self.entries = entries
    index = FarEndScript.index(of: entries)
  }

  /// The entry of a number; nil: nobody has it.
  public subscript(number: String) -> Entry? { index[number].map { entries[$0] } }

  private static func index(of entries: [Entry]) -> [String: Int] {
    Dictionary(
      entries.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
