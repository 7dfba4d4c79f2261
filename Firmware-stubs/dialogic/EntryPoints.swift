// SPDX-License-Identifier: GPL-3.0-or-later
public import CBoard
import Foundation

// The entry points of libdxxx, libsrl and libec that Earshot's driver uses, under the vendor's names.

/// What `ec_stream` calls with each transfer: device, codes, their number.
public typealias HeardFunction =
  @convention(c) (Int32, UnsafeMutablePointer<CChar>?, UInt32) -> Int32

@_cdecl("dx_open")
public func openDevice(_ name: UnsafePointer<CChar>?, _ flags: Int32) -> Int32 {
  guard let name, let stub = StubBoard.shared else { return -1 }
  // dxxxB2C3: the third channel of the second board, four to a board.
  let numbers = String(cString: name).split { !$0.isNumber }.compactMap { Int($0) }
  guard numbers.count == 2, numbers[0] >= 1, (1...4).contains(numbers[1]) else { return -1 }
  let index = (numbers[0] - 1) * 4 + numbers[1] - 1
  return stub.lock.withLock {
    guard stub.channels.indices.contains(index), !stub.channels[index].isOpen else { return -1 }
    stub.channels[index].isOpen = true
    return stub.channels[index].device
  }
}

@_cdecl("dx_close")
public func closeDevice(_ device: Int32) -> Int32 {
  StubBoard.shared?.with(device) {
    $0.stop()
    $0.isOpen = false
    $0.isDigital = false
    $0.number = nil
    return 0
  } ?? -1
}

@_cdecl("dx_sethook")
public func setHook(_ device: Int32, _ state: Int32, _ mode: UInt16) -> Int32 {
  guard let stub = StubBoard.shared, Int32(mode) == EV_ASYNC else { return -1 }
  return stub.with(device) { channel in
    let line = device - 1
    if state == DX_ONHOOK {
      channel.isRinging = false
      board_hang_up(stub.board, line)
      stub.post(device, TDX_SETHOOK, DX_ONHOOK)
      return 0
    }
    guard channel.isRinging else { return board_seize(stub.board, line) == 0 ? 0 : -1 }
    channel.isRinging = false
    guard board_answer(stub.board, line) == 0 else { return -1 }
    stub.post(device, TDX_SETHOOK, DX_OFFHOOK)
    return 0
  }
}

@_cdecl("dx_dial")
public func dialDigits(
  _ device: Int32, _ digits: UnsafePointer<CChar>?, _ analysis: UnsafeRawPointer?, _ mode: UInt16
) -> Int32 {
  guard let digits, let stub = StubBoard.shared else { return -1 }
  // T asks for tones; a comma is a pause of 2 s.
  let text = String(cString: digits).replacing(",", with: "wwww").filter { $0 != "T" }
  return stub.with(device) { _ in board_dial(stub.board, device - 1, text) == 0 ? 0 : -1 }
}

@_cdecl("dx_setevtmsk")
public func setEventMask(_ device: Int32, _ mask: UInt32) -> Int32 {
  StubBoard.shared?.with(device) {
    $0.mask = mask
    return 0
  } ?? -1
}

@_cdecl("dx_stopch")
public func stopChannel(_ device: Int32, _ mode: UInt16) -> Int32 {
  guard let stub = StubBoard.shared else { return -1 }
  return stub.with(device) { channel in
    if channel.plays != nil { stub.post(device, TDX_PLAY) }
    if channel.records != nil || channel.streams != nil { stub.post(device, TDX_RECORD) }
    channel.stop()
    return 0
  }
}

@_cdecl("dx_setuio")
public func setTransferFunctions(_ functions: dx_uio) -> Int32 {
  guard let stub = StubBoard.shared else { return -1 }
  stub.lock.withLock { stub.functions = functions }
  return 0
}

@_cdecl("dx_playiottdata")
public func play(
  _ device: Int32, _ transfer: UnsafeMutablePointer<dx_iott>?, _ ends: UnsafeRawPointer?,
  _ format: UnsafePointer<dx_xpb>?, _ mode: UInt16
) -> Int32 {
  guard let transfer, isMuLaw(format?.pointee) else { return -1 }
  let handle = transfer.pointee.io_fhandle
  return StubBoard.shared?.with(device) {
    guard $0.plays == nil else { return -1 }
    $0.plays = handle
    return 0
  } ?? -1
}

@_cdecl("dx_reciottdata")
public func record(
  _ device: Int32, _ transfer: UnsafeMutablePointer<dx_iott>?, _ ends: UnsafeRawPointer?,
  _ format: UnsafeMutablePointer<dx_xpb>?, _ mode: UInt16
) -> Int32 {
  guard let transfer, isMuLaw(format?.pointee) else { return -1 }
  let handle = transfer.pointee.io_fhandle
  return StubBoard.shared?.with(device) {
    guard $0.records == nil, $0.plays == nil else { return -1 }
    $0.records = handle
    return 0
  } ?? -1
}

@_cdecl("ec_stream")
public func stream(
  _ device: Int32, _ ends: UnsafeMutableRawPointer?, _ format: UnsafeMutablePointer<dx_xpb>?,
  _ heard: HeardFunction?, _ mode: UInt16
) -> Int32 {
  guard let heard, isMuLaw(format?.pointee) else { return -1 }
  return StubBoard.shared?.with(device) {
    $0.streams = heard
    return 0
  } ?? -1
}

private func isMuLaw(_ format: dx_xpb?) -> Bool {
  guard let format else { return false }
  return Int32(format.wDataFormat) == DATA_FORMAT_MULAW && format.nSamplesPerSec == 8000
}

@_cdecl("sr_waitevt")
public func waitForEvent(_ timeout: Int) -> Int {
  StubBoard.shared?.wait(timeout) == true ? 0 : -1
}

@_cdecl("sr_getevtdev")
public func eventDevice(_ event: UInt) -> Int {
  StubBoard.shared?.lock.withLock { Int(StubBoard.shared?.current?.device ?? -1) } ?? -1
}

@_cdecl("sr_getevttype")
public func eventType(_ event: UInt) -> Int {
  StubBoard.shared?.lock.withLock { Int(StubBoard.shared?.current?.type ?? -1) } ?? -1
}

@_cdecl("sr_getevtdatap")
public func eventData(_ event: UInt) -> UnsafeMutableRawPointer? {
  StubBoard.shared.map { UnsafeMutableRawPointer($0.status) }
}
