// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a file of parameters was refused.
package struct GreetingModelError: Error, Hashable, CustomStringConvertible {
  package var file: String
  /// From 1; nil where it is the file's.
  package var line: Int?
  package var reason: String

  package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}

extension GreetingModel {
  /// Reads the text of a file of parameters; how it is written stands at its head.
  package init(_ text: String, file: String) throws(GreetingModelError) {
    self.init()
    var seen: Set<String> = []
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let words = line.split(separator: " ")
      guard let key = words.first, !key.hasPrefix("#") else { continue }
      seen.insert(String(key))
      do throws(Fault) {
        try read(key, words.dropFirst())
      } catch {
        throw GreetingModelError(file: file, line: number, reason: error.reason)
      }
    }
    for key in [
      "speech", "music", "features", "base", "tree", "odds", "pauses", "lengths", "state",
    ]
    where !seen.contains(key) {
      throw GreetingModelError(
        file: file, reason: "no line begins with '\(key)': the file is incomplete; train it anew")
    }
    if let reason = chain.fault {
      throw GreetingModelError(file: file, reason: reason)
    }
  }

  private struct Fault: Error {
    var reason: String
  }

  private mutating func read(_ key: Substring, _ words: ArraySlice<Substring>) throws(Fault) {
    switch key {
    case "speech": speech = try GreetingModel.frameModel(words)
    case "music": music = try GreetingModel.frameModel(words)
    case "features":
      guard words.elementsEqual(GreetingModel.features, by: ==) else {
        throw Fault(
          reason: "these are not the features that are measured: "
            + GreetingModel.features.joined(separator: " "))
      }
    case "base": base = try GreetingModel.numbers(words, count: 1)[0]
    case "tree": trees.append(try GreetingModel.tree(words))
    case "odds": chain.odds = try GreetingModel.edges(words)
    case "pauses": chain.pauses = try GreetingModel.edges(words)
    case "lengths": chain.lengths = try GreetingModel.edges(words)
    case "state": chain.states.append(try GreetingModel.state(words))
    default:
      throw Fault(reason: "'\(key)' is none of the words that a line may begin with")
    }
  }

  private static func frameModel(_ words: ArraySlice<Substring>) throws(Fault) -> FrameModel {
    let values = try numbers(words, count: FrameModel.count * 8)
    var model = FrameModel()
    for index in values.indices { model.parameters[index / 8][index % 8] = values[index] }
    return model
  }

  private static func tree(_ words: ArraySlice<Substring>) throws(Fault) -> Tree {
    let values = try numbers(words, count: 2 * Tree.depth + Tree.count)
    var tree = Tree()
    for level in 0..<Tree.depth {
      tree.features[level] = UInt8(try index(values[2 * level], below: features.count))
      tree.cuts[level] = values[2 * level + 1]
    }
    for leaf in 0..<Tree.count {
      guard let value = Int16(exactly: values[2 * Tree.depth + leaf]) else {
        throw Fault(
          reason: "\(values[2 * Tree.depth + leaf]) is not a whole number from -32768 to 32767")
      }
      tree.leaves[leaf] = value
    }
    return tree
  }

  private static func state(_ words: ArraySlice<Substring>) throws(Fault) -> DecisionChain.State {
    let head = try numbers(words.prefix(3), count: 3)
    var state = DecisionChain.State(
      number: try index(head[0], below: DecisionChain.mostStates), machines: head[1], ends: head[2])
    for word in words.dropFirst(3) {
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      let values = try numbers(parts[...], count: 2)
      let next = try index(values[0], below: DecisionChain.mostStates)
      guard values[1] > 0 else { throw Fault(reason: "'\(word)' counts nothing; leave it out") }
      state.next.append((Int32(next), values[1]))
    }
    guard state.count > 0, (0...state.count).contains(state.machines), state.ends >= 0 else {
      throw Fault(
        reason: "a state is met at least once, and not more often by machines than at all")
    }
    return state
  }

  private static func edges(_ words: ArraySlice<Substring>) throws(Fault) -> [Float] {
    let values = try numbers(words, count: words.count)
    guard values.count >= 2, values.count <= 64, zip(values, values.dropFirst()).allSatisfy(<)
    else {
      throw Fault(reason: "edges are 2 to 64 numbers, each larger than the one before")
    }
    return values
  }

  private static func numbers(
    _ words: ArraySlice<Substring>, count: Int
  ) throws(Fault) -> [Float] {
    guard words.count == count else {
      throw Fault(reason: "\(words.count) numbers where \(count) are due")
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    for word in words {
      guard let value = Float(word), value.isFinite else {
        throw Fault(reason: "'\(word)' is not a number")
      }
      values.append(value)
    }
    return values
  }

  private static func index(_ value: Float, below limit: Int) throws(Fault) -> Int {
    guard let index = Int(exactly: value), (0..<limit).contains(index) else {
      throw Fault(reason: "\(value) is not a whole number from 0 to \(limit - 1)")
    }
    return index
  }
}
