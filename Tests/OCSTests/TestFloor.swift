// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import Foundation
import LineSocket
import Logging
import OCS
import OutboundContact
import SQLiteRecords
import Synchronization
import Testing

/// A whole OCS: real sockets, a store in memory, and a gateway and desktops that do what the test says.
struct TestFloor: Sendable {
  let store: TestStore
  let gateway: FakeGateway
  let desk: Address
  /// Finishes when the service has ended.
  let ended: AsyncThrowingStream<Void, any Error>
  private let desktops = Desktops()

  /// Desktops stay connected until the test closes them, or ends.
  private final class Desktops: Sendable {
    let connections = Mutex<[LineConnection]>([])
  }

  private init(
    _ store: TestStore, _ gateway: FakeGateway, _ desk: Address,
    _ ended: AsyncThrowingStream<Void, any Error>
  ) {
    self.store = store
    self.gateway = gateway
    self.desk = desk
    self.ended = ended
  }

  static let allDay = DailyWindow(from: 0, till: 86_400, timeZone: "UTC")

  static func record(_ id: Int) throws -> Record {
    Record(
      recordID: id, chainID: id, contactInfo: try #require(PhoneNumber("\(5_550_100 + id)")),
      window: allDay,
      campaign: "spring")
  }

  static func configuration(_ gateway: Address, _ desk: Address) throws -> OCSConfiguration {
    var campaign = CampaignConfiguration(name: "spring")
    campaign.treatments = try TreatmentPlan([])
    campaign.callerID = "5550000"
    campaign.refusalPauseSeconds = 0.01
    var configuration = OCSConfiguration(
      gateway: gateway, gatewayToken: Token("link"),
      desk: DeskConfiguration(address: desk, token: Token("desk")), campaigns: [campaign])
    configuration.reconnectSeconds = 0.01...0.05
    configuration.storeRetrySeconds = 0.005...0.01
    return configuration
  }

  /// Runs the service over `store`, or over `backing` where that is given, as long as `body` runs. What the service throws is thrown.
  static func run(
    records: Int = 1, store: TestStore? = nil, over backing: (any RecordStore)? = nil,
    clock: OCSClock = OCSClock(),
    _ change: (inout OCSConfiguration) -> Void = { _ in },
    _ body: (TestFloor) async throws -> Void
  ) async throws {
    let store = try store ?? TestStore((1...records).map(record))
    let folder = NSTemporaryDirectory() + "ocs-\(UUID().uuidString.prefix(8))-"
    let gateway = FakeGateway(at: .unix(path: folder + "cpd.sock"))
    var configuration = try configuration(gateway.address, .unix(path: folder + "desk.sock"))
    change(&configuration)
    let (listening, open) = AsyncStream.makeStream(of: Address.self)
    let (ended, end) = AsyncThrowingStream.makeStream(of: Void.self)
    let service = OCSService(
      configuration: configuration, store: backing ?? store, clock: clock,
      logger: Logger(label: "ocs") { _ in SwiftLogNoOpLogHandler() },
      listening: { open.yield($0) })
    try await withThrowingTaskGroup { group in
      group.addTask { try await gateway.run() }
      group.addTask {
        do {
          try await service.run()
          end.finish()
        } catch {
          end.finish(throwing: error)
        }
        open.finish()
      }
      for await desk in listening {
        try await body(TestFloor(store, gateway, desk, ended))
        break
      }
      group.cancelAll()
    }
    for try await _ in ended {}
  }

  /// A store on disk and its path, as long as `body` runs.
  static func withDisk(
    busySeconds: Double = 5, _ body: (SQLiteRecords, String) async throws -> Void
  ) async throws {
    let path = NSTemporaryDirectory() + "ocs-\(UUID().uuidString.prefix(8)).sqlite"
    defer {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
    }
    try await body(try SQLiteRecords(path: path, busySeconds: busySeconds), path)
  }

  /// Returns when the service has ended by itself, or throws what it threw.
  func end() async throws { for try await _ in ended {} }

  func connect() async throws -> Desktop {
    let desktop = try await Desktop(at: desk)
    desktops.connections.withLock { $0.append(desktop.connection) }
    return desktop
  }

  /// An agent who is logged in and ready.
  func readyAgent(_ name: String) async throws -> Desktop {
    let desktop = try await logIn(name)
    try desktop.ask(.agentReady)
    try await desktop.expect("EventAgentReady")
    return desktop
  }

  func logIn(_ name: String) async throws -> Desktop {
    let desktop = try await connect()
    try desktop.ask(
      .agentLogin,
      [
        DesktopKey.agent: .string(name), DesktopKey.place: "9001", DesktopKey.token: "desk",
      ])
    try await desktop.expect("EventAgentLogin")
    return desktop
  }

  func supervisor() async throws -> Desktop {
    let desktop = try await connect()
    try desktop.ask(.monitorLines, [DesktopKey.token: "desk"])
    try await desktop.expect(MonitorEvent.subscribed)
    return desktop
  }
}
