// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// Several trunks as one: a call goes to the first that takes it.
///
/// Where a trunk has no line, or fails before the network can have seen the number, the next one is tried. A number with
/// the trunk's name before it, "carrier!5550123", goes to that trunk only. Legs of different trunks can be joined, and a call
/// is heard as the line that took it is supervised.
public struct TrunkGroup: Trunk {
  public let name: String
  public let lines: [String]
  private let trunks: [any Trunk]

  /// - Parameter trunks: the most wished for first.
  public init(name: String, _ trunks: [any Trunk]) {
    self.name = name
    self.trunks = trunks
    lines = trunks.flatMap(\.lines)
  }

  /// All of these as one; one alone is itself. Nil: there is none.
  public static func joining(_ trunks: [any Trunk], _ last: (any Trunk)?) -> (any Trunk)? {
    let all = trunks + (last.map { [$0] } ?? [])
    return all.count > 1 ? TrunkGroup(name: "trunks", all) : all.first
  }

  public func place(_ request: CallRequest, listener: Listener) async throws -> any Leg {
    if let (trunk, number) = named(request.number) {
      var request = request
      request.number = number
      return try await trunk.place(request, listener: listener.supervised(as: trunk.supervision))
    }
    var refusal = TrunkError(.noFreeLine)
    for trunk in trunks {
      do {
        return try await trunk.place(
          request, listener: listener.supervised(as: trunk.supervision))
      } catch let error as TrunkError where !error.couldHaveDialed && error.reason != .badNumber {
        refusal = error
      }
    }
    throw refusal
  }

  private func named(_ number: String) -> (any Trunk, String)? {
    guard let mark = number.firstIndex(of: "!"),
      let trunk = trunks.first(where: { $0.name == number[..<mark] })
    else { return nil }
    return (trunk, String(number[number.index(after: mark)...]))
  }
}
