// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation

extension ParsableArguments {
  /// Says what went wrong in the command of this name; bad input, exit status 2.
  @discardableResult
  static func complain(_ name: String, _ what: Any) -> ExitCode {
    Console.complain("earshot \(name): \(what)\n")
    return .badInput
  }

  /// What `body` gives; what it throws is said, and ends the command.
  static func orComplain<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw complain(name, error)
    }
  }

  /// The same of what says itself in which file and line it is.
  static func orPointOut<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      Console.complain("\(error)\n")
      throw ExitCode.badInput
    }
  }
}
