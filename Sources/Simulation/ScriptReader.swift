// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Yams

/// A mapping of the script with the keys that it may have.
struct ScriptTable {
  var line: Int
  var values: [String: Node]
}

/// Reads one script. Recordings that several entries play are loaded once.
struct ScriptReader {
  let path: String
  var folder: String
  private var recordings: [String: [Int16]] = [:]

  init(path: String, folder: String) {
    self.path = path
    self.folder = folder
  }

  func fault(_ line: Int?, _ text: String) -> FarEndScriptError {
    FarEndScriptError(path: path, line: line, fault: text)
  }

  mutating func read(_ yaml: String) throws(FarEndScriptError) -> FarEndScript {
    guard let root = try compose(yaml) else { throw fault(nil, "empty; it needs far-ends") }
    let top = try table(
      root, "the script", keys: ["version", "country", "samples", "far-ends"])
    guard let version = top.values["version"] else {
      throw fault(top.line, "no version; begin with version: 1")
    }
    guard text(of: version) == "1" else {
      throw fault(version.line, "a version that is not known here; this reads version: 1")
    }
    if let samples = top.values["samples"] {
      folder = inFolder(try string(samples))
    }
    var plan = try plan(named: "us", line: top.line)
    if let country = try self.plan(top.values["country"]) { plan = country }
    guard let list = top.values["far-ends"], let numbers = list.mapping, !numbers.isEmpty else {
      throw fault(
        top.values["far-ends"]?.line ?? top.line,
        "no far ends; under far-ends, give each number and who is there")
    }
    var entries: [FarEndScript.Entry] = []
    for (key, value) in numbers {
      entries.append(try entry(number: key, value, plan: plan))
    }
    return FarEndScript(plan: plan, entries: entries)
  }

  private func compose(_ yaml: String) throws(FarEndScriptError) -> Node? {
    do {
      return try Yams.compose(yaml: yaml)
    } catch {
      let (line, text) = ScriptReader.fault(of: error)
      throw fault(line, "not the YAML of a script: \(text)")
    }
  }

  // MARK: Values

  func text(of node: Node) -> String? { node.scalar?.string }

  func string(_ node: Node) throws(FarEndScriptError) -> String {
    guard let text = text(of: node), !text.isEmpty else {
      throw fault(node.line, "wanted a word here")
    }
    return text
  }

  func table(
    _ node: Node, _ what: String, keys: [String]
  ) throws(FarEndScriptError) -> ScriptTable {
    guard let mapping = node.mapping else {
      throw fault(node.line, "\(what) is no mapping; write key: value, one a line")
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = text(of: key), keys.contains(name) else {
        throw fault(
          key.line,
          "\(what) knows no \(text(of: key) ?? "such key"); it has \(keys.joined(separator: ", "))")
      }
      values[name] = value
    }
    return ScriptTable(line: node.line ?? 0, values: values)
  }

  /// Seconds, 0...3600.
  func seconds(_ node: Node, _ what: String) throws(FarEndScriptError) -> Double {
    guard let seconds = text(of: node).flatMap({ Double($0) }), (0...3600).contains(seconds) else {
      throw fault(
        node.line, "\(what) is \(text(of: node) ?? "no number"); give seconds, 0...3600")
    }
    return seconds
  }

  func truth(_ node: Node, _ what: String) throws(FarEndScriptError) -> Bool {
    switch text(of: node) {
    case "true": return true
    case "false": return false
    default:
      throw fault(node.line, "\(what) is \(text(of: node) ?? "no word"); write true or false")
    }
  }

  func plan(_ node: Node?) throws(FarEndScriptError) -> TonePlan? {
    guard let node else { return nil }
    return try plan(named: string(node), line: node.line)
  }

  private func plan(named country: String, line: Int?) throws(FarEndScriptError) -> TonePlan {
    guard let plan = TonePlan.of(country) else {
      throw fault(
        line, "no tones are known for country \(country); give a code such as us, gb or de")
    }
    return plan
  }

  /// A recording's samples by its name, relative to the samples' folder.
  mutating func recording(_ name: String, line: Int?) throws(FarEndScriptError) -> [Int16] {
    if let known = recordings[name] { return known }
    do {
      let samples = try Recording(contentsOf: inFolder(name)).samples
      recordings[name] = samples
      return samples
    } catch {
      throw fault(line, "\(name) cannot be played: \(error)")
    }
  }
}

extension ScriptReader {
  private func inFolder(_ path: String) -> String {
    URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory)).path
  }

  /// The line and the problem that a YAML error names.
  fileprivate static func fault(of error: any Error) -> (line: Int?, text: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (mark.line, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.sorted().joined(separator: ", ")
      return (context.mark.line, "in the mapping from here on, \(names) stands twice; keep one")
    default:
      return (nil, "\(error)")
    }
  }
}

extension Node {
  /// The line in the file, from 1.
  var line: Int? { mark?.line }
}
