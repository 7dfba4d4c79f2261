// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct GreetingModelParsingTests {
  /// A model that knows next to nothing.
  static let lines = [
    "# remarks",
    "speech -2 1" + String(repeating: " 0", count: FrameModel.count * 8 - 2),
    "music 0 3" + String(repeating: " 0", count: FrameModel.count * 8 - 2),
    "features " + GreetingModel.features.joined(separator: " "),
    "base 0.25",
    "tree 0 1 1 1 2 1 3 1 4 1 5 1" + (-32..<32).map { " \($0)" }.joined(),
    "odds -1 1",
    "pauses 0.3 1",
    "lengths 0.5 2",
    "state 0 1 1 3:2",
  ]

  private static func fault(_ lines: [String]) -> GreetingModelError? {
    do {
      _ = try GreetingModel(lines.joined(separator: "\n"), file: "my.model")
      return nil
    } catch { return error }
  }

  @Test func `what is written is read`() throws {
    let text = GreetingModelParsingTests.lines.joined(separator: "\n")
    let model = try GreetingModel(text, file: "my.model")
    #expect(model.speech.parameters[0] == [-2, 1, 0, 0, 0, 0, 0, 0])
    #expect(model.music.parameters[0] == [0, 3, 0, 0, 0, 0, 0, 0])
    #expect(model.base == 0.25 && model.trees.first?.leaves[63] == 31)
    #expect(model.chain.odds == [-1, 1] && model.chain.lengths == [0.5, 2])
    #expect(model.chain.states.first?.count == 3)
  }

  @Test func `the built-in model is whole`() {
    #expect(GreetingModel.builtIn.trees.count > 10 && GreetingModel.builtIn.chain.states.count > 10)
  }

  /// The word that a line begins with, what is made of the line, and what is said of it.
  @Test(arguments: [
    ("speech", "speech 1 2 3", "3 numbers where \(FrameModel.count * 8) are due"),
    ("music", "music", "0 numbers where \(FrameModel.count * 8) are due"),
    ("base", "base nan", "'nan' is not a number"),
    ("features", "features t speaking", "these are not the features that are measured"),
    ("tree", "tree 99 1 2 3", "4 numbers where 76 are due"),
    (
      "tree", "tree 41" + String(repeating: " 1", count: 75),
      "41.0 is not a whole number from 0 to 40"
    ),
    (
      "tree", "tree 0" + String(repeating: " 1", count: 74) + " 40000",
      "40000.0 is not a whole number from -32768 to 32767"
    ),
    ("odds", "odds 1 1", "each larger than the one before"),
    ("state", "state 1 5 1", "not more often by machines than at all"),
    ("state", "state 1 0 1 3:0", "'3:0' counts nothing"),
    ("base", "bass 1", "'bass' is none of the words"),
  ])
  func `a fault is told with its line`(word: String, instead: String, words: String) throws {
    var lines = GreetingModelParsingTests.lines
    let index = try #require(lines.firstIndex { $0.hasPrefix(word + " ") })
    lines[index] = instead
    let fault = try #require(GreetingModelParsingTests.fault(lines))
    #expect(fault.description.hasPrefix("my.model:\(index + 1): "))
    #expect(fault.reason.contains(words), "\(fault.reason)")
  }

  @Test(arguments: [
    "speech", "music", "features", "base", "tree", "odds", "pauses", "lengths", "state",
  ])
  func `a file that lacks a part is incomplete`(word: String) throws {
    let lines = GreetingModelParsingTests.lines.filter { !$0.hasPrefix(word + " ") }
    let fault = try #require(GreetingModelParsingTests.fault(lines))
    #expect(fault.line == nil && fault.reason.contains("'\(word)'"))
  }

  @Test func `states beyond the bins are refused`() throws {
    let lines = GreetingModelParsingTests.lines + ["state 36 0 1"]
    let fault = try #require(GreetingModelParsingTests.fault(lines))
    #expect(fault.reason.contains("the bins make no more than 36"))
  }
}
