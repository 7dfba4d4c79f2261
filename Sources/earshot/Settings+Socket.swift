// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import LineSocket

/// Sockets of a configuration: where they are, and who is there.
extension Settings {
  /// The keys of a section with a socket that a service listens on, but for its token.
  static let listenerKeys = ["listen", "certificate", "key", "plain_text"]
  /// The keys of a section with a socket that is connected to, but for its address and its token.
  static let peerKeys = ["authorities", "plain_text"]

  /// Where a service listens, and who it is there. Refuses what others could read along.
  func listener() throws(SettingsError) -> (address: Address, identity: TLSIdentity?) {
    let address = try address("listen")
    guard case .tls = address else {
      for key in ["certificate", "key"] where has(key) {
        throw fault(key, "'\(key)' is for TLS; write listen: tls:host:port, or leave it out")
      }
      try checkExposure(of: address, "listen", remedy: "with certificate and key")
      return (address, nil)
    }
    let (certificate, key) = (try file("certificate"), try file("key"))
    do throws(LineError) {
      return (address, try TLSIdentity(certificate: certificate, key: key))
    } catch {
      let name = error.reason == .badKey ? "key" : "certificate"
      throw fault(name, "'\(name)': \(error.detail)")
    }
  }

  /// Whom a service or a command connects to, and whom it believes who they are; nil: the machine's own roots. Refuses
  /// what others could read along.
  func peer(_ key: String) throws(SettingsError) -> (address: Address, trust: TLSTrust?) {
    let address = try address(key)
    guard case .tls = address else {
      try checkExposure(of: address, key, remedy: "to a server that speaks TLS")
      return (address, nil)
    }
    guard let authorities = try optionalFile("authorities") else { return (address, nil) }
    do throws(LineError) {
      return (address, try TLSTrust(authorities: authorities))
    } catch {
      throw fault("authorities", "'authorities': \(error.detail)")
    }
  }

  private func checkExposure(
    of address: Address, _ key: String, remedy: String
  ) throws(SettingsError) {
    guard address.isExposed, try !flag("plain_text") else { return }
    throw fault(
      key,
      "'\(key)': on \(address) tokens and customers' numbers can be read by others on the network; write tls:host:port, \(remedy), or plain_text: true where that network is your own"
    )
  }
}
