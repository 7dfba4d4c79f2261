// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Detection

/// One line of a board's trunk: calls are placed on it and on no other.
public struct BoardLine: Trunk {
  let trunk: BoardTrunk
  let index: Int

  public var name: String { trunk.lines[index] }
  public var lines: [String] { [name] }
  public var supervision: AnalyzerSettings.Supervision { trunk.supervision }

  public func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    try await trunk.place(request, listener: listener, line: index)
  }

  /// Takes the line without dialing: `listener` hears it from its first sample.
  public func listen(_ listener: Listener) async throws -> any Leg {
    try await trunk.take(line: index, listener: listener)
  }
}
