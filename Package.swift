// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

let house: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Signal processing is optimised in debug builds too: unoptimised, the tests would take ten times as long.
let fast: [SwiftSetting] = house + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = [
  Target.Dependency.product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// - Parameter embedded: files of it that CParameters compiles in.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil,
  embedded: [String] = [], settings: [SwiftSetting] = house
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: embedded, swiftSettings: settings)
}

/// Tests test what ships, a release build, but are not optimised themselves: they would take three times as long to build.
let plain: [SwiftSetting] =
  house + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

func test(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = plain
) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "earshot",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "earshot", targets: ["earshot"]),
    .executable(name: "dahdi-card", targets: ["dahdi-card"]),
    .library(name: "dxxx", type: .dynamic, targets: ["DialogicStub"]),
  ],
  dependencies: [
    // The command line, its help and its errors.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // One log for every service.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Sockets: the CPD link and the desktops.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // TLS on them.
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // SQLite, the embedded record store.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // A service is one run(); signals and shutdown in order.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // Configuration and far-end scripts are YAML.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries and the board's C.
    .systemLibrary(
      name: "CFFTW", path: "CModules/CFFTW", pkgConfig: "fftw3f",
      providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CPrefetch", path: "CModules/CPrefetch"),
    .target(
      name: "CParameters", path: "CModules/CParameters",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),
    .systemLibrary(
      name: "CSndfile", path: "CModules/CSndfile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(
      name: "CSampleRate", path: "CModules/CSampleRate", pkgConfig: "samplerate",
      providers: [.apt(["libsamplerate0-dev"])]),
    .systemLibrary(
      name: "COpus", path: "CModules/COpus", pkgConfig: "opus",
      providers: [.apt(["libopus-dev"])]),
    .systemLibrary(
      name: "CCairo", path: "CModules/CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(
      name: "CALSA", path: "CModules/CALSA", pkgConfig: "alsa",
      providers: [.apt(["libasound2-dev"])]),
    .target(
      name: "CPhoneNumber", path: "CModules/CPhoneNumber",
      cxxSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)],
      // The numbering plans of every country: Debian's libphonenumber-dev.
      linkerSettings: [.linkedLibrary("phonenumber")]),
    .target(
      name: "CBoard", dependencies: ["CALSA", "CSampleRate"], path: "CModules/CBoard",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),

    // Signal.
    room(
      "Audio", ["CParameters", "CSndfile", "CSampleRate"], embedded: ["world.tones"], settings: fast
    ),
    room(
      "Detection", ["Audio", "CFFTW", "CParameters", "CPrefetch"],
      embedded: ["Speech/greeting.model"], settings: fast),

    // Pictures of it.
    room("Plot", ["Audio", "CCairo", "CFFTW", "Detection"], settings: fast),

    // Media over IP: values, no sockets.
    room("RTP", ["Audio", "COpus"], settings: fast),

    // Domain.
    room("Calls", ["Audio", "Detection"]),
    room("CPDLink", ["Audio", "Calls", "Detection"]),
    room("OutboundContact", ["Calls", "CPDLink"], settings: fast),

    // What is a number in each country.
    room("NumberingPlan", ["CPhoneNumber", "OutboundContact"]),

    // How well calls are heard.
    room(
      "Evaluation", ["Audio", "CParameters", "Calls", "Detection", "OutboundContact", "Plot"],
      embedded: ["peers.csv"]),

    // Worlds.
    room(
      "Simulation",
      ["Audio", "Calls", "Detection", "Evaluation", "OutboundContact", "Plot", "Yams"],
      settings: fast),
    .target(
      name: "Exchange", dependencies: ["Audio", "CBoard", "Detection", "Simulation"],
      path: "Firmware-stubs/exchange", exclude: ["README.md"], swiftSettings: house),

    .target(
      name: "CWire", path: "Firmware-stubs/alsa-wire/wire",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "wire-exchange",
      dependencies: [
        "Audio", "CBoard", "CWire", "Exchange", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Firmware-stubs/alsa-wire/far-side", swiftSettings: house),
    // A DAHDI card in user space, and the service that runs one.
    .target(
      name: "CDahdiCard", dependencies: ["CBoard"], path: "Firmware-stubs/dahdi/card",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("fuse3")]),
    .executableTarget(
      name: "dahdi-card",
      dependencies: [
        "Audio", "CBoard", "CDahdiCard", "Exchange", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Firmware-stubs/dahdi/service", swiftSettings: house),

    // The entry points of a vendor's voice library, on the exchange.
    .target(
      name: "DialogicStub", dependencies: ["CBoard", "Exchange", "Simulation"],
      path: "Firmware-stubs/dialogic", exclude: ["README.md"], swiftSettings: house),

    room("Training", ["Audio", "Detection", "Evaluation", "OutboundContact"], settings: fast),

    // Edges.
    room(
      "LineSocket",
      [
        "CPDLink", .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
      ] + nio),
    room("Boards", ["Audio", "CALSA", "CBoard", "Calls", "Detection", logging]),
    .target(
      name: "CSIP", path: "CModules/CSIP",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)],
      // libre's TLS is OpenSSL's: whom to trust is said to it directly.
      linkerSettings: [.linkedLibrary("re"), .linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    room(
      "MediaStreams",
      [
        "Audio", "CPDLink", "Detection", "LineSocket", logging,
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ] + nio),
    room("SIP", ["Audio", "Calls", "CSIP", "Detection", "RTP", logging], settings: fast),
    .target(
      name: "SIPExchange", dependencies: ["Audio", "RTP", "SIP", "Simulation", logging],
      path: "Firmware-stubs/sip", exclude: ["README.md", "baresip", "scenarios"],
      swiftSettings: house),
    room("Gateway", ["Audio", "Calls", "CPDLink", "Detection", "LineSocket", logging, lifecycle]),
    room(
      "SQLiteRecords", ["Calls", "OutboundContact", .product(name: "GRDB", package: "GRDB.swift")]),
    room("Desk", ["CPDLink", "LineSocket", "OutboundContact", logging, lifecycle]),
    room(
      "OCS",
      [
        "Audio", "Calls", "CPDLink", "Desk", "Detection", "LineSocket", "OutboundContact", logging,
        lifecycle,
      ]),

    .executableTarget(
      name: "earshot",
      dependencies: [
        "Audio", "Detection", "Calls", "CPDLink", "LineSocket", "Boards", "Gateway", "Evaluation",
        "Simulation", "Exchange", "OutboundContact", "NumberingPlan", "SQLiteRecords", "Desk",
        "OCS", "Plot",
        "Training", "Yams", "RTP", "SIP", "SIPExchange", "MediaStreams", logging, lifecycle,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: house),

    // Tests, one target per target.
    .target(
      name: "CAllocations", path: "CModules/CAllocations",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]),
    test("Audio", ["Audio"], settings: fast),
    test(
      "Detection", ["Audio", "CAllocations", "CParameters", "Detection"], settings: fast),
    test("Plot", ["Audio", "CCairo", "Detection", "Plot"]),
    test("Calls", ["Audio", "Calls", "Detection"]),
    test("CPDLink", ["Audio", "Calls", "CPDLink", "Detection"]),
    test("OutboundContact", ["Calls", "CPDLink", "OutboundContact"]),
    test("NumberingPlan", ["NumberingPlan", "OutboundContact"]),
    test("Evaluation", ["Audio", "Detection", "Evaluation", "Plot"]),
    test("Simulation", ["Audio", "Detection", "OutboundContact", "Simulation"]),
    test("Training", ["Audio", "Detection", "Evaluation", "Training"], settings: fast),
    test("Exchange", ["Audio", "CBoard", "Detection", "Exchange", "Simulation"]),
    test("LineSocket", ["CPDLink", "LineSocket"] + nio),
    // Which tones were heard, and how loud, for the tests of all that carries audio.
    room("ToneLevel", ["Audio"], path: "Tests/ToneLevel", settings: fast),
    test("RTP", ["Audio", "CAllocations", "RTP", "ToneLevel"], settings: fast),
    test(
      "SIP",
      [
        "Audio", "Boards", "Calls", "CSIP", "Detection", "Exchange", "Gateway", "RTP", "SIP",
        "SIPExchange", "Simulation", "ToneLevel", logging,
      ]),
    test(
      "MediaStreams",
      ["Audio", "CPDLink", "LineSocket", "MediaStreams", logging]),
    test("CBoard", ["CBoard", "CDahdiCard"]),
    test(
      "Boards",
      [
        "Audio", "Boards", "Calls", "CBoard", "CDahdiCard", "CWire", "Detection", "Exchange",
        "Simulation", "ToneLevel",
      ]),
    test(
      "Gateway",
      ["Audio", "Calls", "CPDLink", "Detection", "Gateway", "LineSocket", logging, lifecycle]),
    // What SQLite writes, for the power-cut model of the store's tests.
    .target(
      name: "CPowerCut", path: "CModules/CPowerCut",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    // What any store must do, for the tests of each.
    room(
      "RecordStoreConformance", ["Calls", "OutboundContact"], path: "Tests/RecordStoreConformance"),
    test(
      "SQLiteRecords",
      [
        "Calls", "CPowerCut", "OutboundContact", "RecordStoreConformance", "SQLiteRecords",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    test("Desk", ["CPDLink", "Desk", "LineSocket", "OutboundContact", logging]),
    test(
      "OCS",
      [
        "Audio", "Calls", "CPDLink", "Desk", "Detection", "LineSocket", "OCS", "OutboundContact",
        "SQLiteRecords", .product(name: "GRDB", package: "GRDB.swift"), logging, lifecycle,
      ]),
    test("Sample", ["Audio", "Detection", "OutboundContact"]),
    test("Peer", ["Audio", "Detection"]),
    test(
      "EndToEnd",
      ["Calls", "dahdi-card", "earshot", "OutboundContact", "Simulation", "SQLiteRecords"]),
  ],
  swiftLanguageModes: [.v6]
)
