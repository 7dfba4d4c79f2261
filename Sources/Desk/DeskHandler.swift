// SPDX-License-Identifier: GPL-3.0-or-later
public import OutboundContact

/// To whom the desk hands what it hears. Its functions are called one at a time, in the order in which things
/// happened, and return at once.
public protocol DeskHandler: Sendable {
  /// A request of an agent who has been let in, a login among them; its token is left out.
  ///
  /// `settled` is to be called when the request was dealt with or never will be: only then is the next line of this
  /// agent read.
  func take(
    _ request: DesktopRequest, of agent: String, settled: @escaping @Sendable () -> Void)

  /// The agent's connection has ended.
  func agentGone(_ agent: String)

  /// A supervisor has subscribed and is to be shown how things stand: `Desk.show(_:to:)`.
  func supervisorJoined(_ supervisor: Desk.Supervisor)
}
