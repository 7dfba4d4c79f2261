// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

// The entry points of libgc that Earshot's driver uses: digital lines, whose calls the library sets up.

/// Line devices are numbered above all voice devices; a call has its line's number and the thousands of its serial.
private let firstLine: Int32 = 1000

@_cdecl("gc_Start")
public func startCalls(_ parameters: UnsafeMutableRawPointer?) -> Int32 {
  StubBoard.shared == nil ? -1 : 0
}

@_cdecl("gc_OpenEx")
public func openLine(
  _ line: UnsafeMutablePointer<Int32>?, _ name: UnsafeMutablePointer<CChar>?, _ mode: Int32,
  _ attribute: UnsafeMutableRawPointer?
) -> Int32 {
  guard let line, let name, let stub = StubBoard.shared else { return -1 }
  // :N_dtiB1T2:P_isdn:V_dxxxB1C2, network device, protocol and voice device.
  let parts = String(cString: name).split(separator: ":")
  guard parts.count == 3, parts[0].hasPrefix("N_dtiB"), parts[1].hasPrefix("P_"),
    parts[2].hasPrefix("V_")
  else { return -1 }
  let device = parts[2].dropFirst(2).withCString { openDevice($0, 0) }
  guard device > 0 else { return -1 }
  line.pointee = firstLine + device
  stub.lock.withLock {
    stub.channels[Int(device) - 1].isDigital = true
    stub.post(firstLine + device, GCEV_OPENEX)
    stub.post(firstLine + device, GCEV_UNBLOCKED)
  }
  return 0
}

@_cdecl("gc_Close")
public func closeLine(_ line: Int32) -> Int32 { closeDevice(line - firstLine) }

@_cdecl("gc_GetVoiceH")
public func voiceDevice(_ line: Int32, _ device: UnsafeMutablePointer<Int32>?) -> Int32 {
  guard line > firstLine, let device else { return -1 }
  device.pointee = line - firstLine
  return 0
}

@_cdecl("gc_MakeCall")
public func makeCall(
  _ line: Int32, _ call: UnsafeMutablePointer<Int32>?, _ number: UnsafeMutablePointer<CChar>?,
  _ block: UnsafeMutableRawPointer?, _ timeout: Int32, _ mode: UInt
) -> Int32 {
  guard let call, let number, let stub = StubBoard.shared else { return -1 }
  let digits = String(cString: number)
  return stub.with(line - firstLine) { channel in
    guard channel.number == nil, board_seize(stub.board, channel.device - 1) == 0 else { return -1 }
    channel.number = digits
    channel.calls += 1
    call.pointee = channel.calls * 10_000 + line
    return 0
  }
}

@_cdecl("gc_DropCall")
public func dropCall(_ call: Int32, _ cause: Int32, _ mode: UInt) -> Int32 {
  let line = call % 10_000
  guard let stub = StubBoard.shared else { return -1 }
  return stub.with(line - firstLine) { channel in
    guard channel.number != nil else { return -1 }
    board_hang_up(stub.board, channel.device - 1)
    stub.post(line, GCEV_DROPCALL)
    return 0
  }
}

@_cdecl("gc_ReleaseCallEx")
public func releaseCall(_ call: Int32, _ mode: UInt) -> Int32 {
  let line = call % 10_000
  guard let stub = StubBoard.shared else { return -1 }
  return stub.with(line - firstLine) { channel in
    channel.number = nil
    stub.post(line, GCEV_RELEASECALL)
    return 0
  }
}

extension StubBoard {
  /// What the network does with a digital line's call; with the lock held.
  func progress(_ index: Int, _ event: board_event) {
    let line = firstLine + channels[index].device
    switch board_event_kind(UInt32(bitPattern: event.kind)) {
    case BOARD_SEIZED:
      if let number = channels[index].number { board_dial(board, Int32(index), number) }
    case BOARD_DIALED:
      post(line, GCEV_PROCEEDING)
      post(line, GCEV_ALERTING)
    case BOARD_ANSWERED: post(line, GCEV_CONNECTED)
    case BOARD_RELEASED: post(line, GCEV_DISCONNECTED)
    default: break
    }
  }
}
