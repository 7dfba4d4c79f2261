// SPDX-License-Identifier: GPL-3.0-or-later

/// The chains that a campaign holds, to be dialed in this order; it knows without looking whether there are personal
/// callbacks among them.
struct ChainBuffer: RandomAccessCollection, Sendable {
  private(set) var chains: [Chain]
  /// Chains whose current record waits for an agent of its own.
  private(set) var personal: Int

  init(_ chains: [Chain] = []) {
    self.chains = chains
    personal = chains.count { $0.isPersonal }
  }

  var startIndex: Int { chains.startIndex }
  var endIndex: Int { chains.endIndex }
  subscript(index: Int) -> Chain { chains[index] }

  @discardableResult
  mutating func remove(at index: Int) -> Chain {
    let chain = chains.remove(at: index)
    if chain.isPersonal { personal -= 1 }
    return chain
  }

  mutating func insert(_ chain: Chain, at index: Int) {
    chains.insert(chain, at: index)
    if chain.isPersonal { personal += 1 }
  }
}

extension ChainBuffer: ExpressibleByArrayLiteral {
  init(arrayLiteral chains: Chain...) { self.init(chains) }
}

extension Chain {
  fileprivate var isPersonal: Bool {
    switch current.recordType {
    case .personalCallBack, .personalRescheduled: current.agentID != nil
    default: false
    }
  }
}
