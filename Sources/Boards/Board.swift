// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

/// An open telephony board. It closes when nobody holds it any more.
public final class Board: Sendable {
  /// As it was opened: "loopback:32".
  public let address: String
  /// For those who speak to the board themselves, as the exchange behind a loopback board does.
  public let handle: Int32
  /// All of its channels.
  public let channels: Int

  /// Opens a board; may block while the hardware starts.
  /// - Parameter address: driver and what the driver wants to know, "loopback:32".
  public init(_ address: String) throws(BoardError) {
    let handle = board_open(address)
    guard handle > 0 else { throw BoardError(address: address, code: -handle) }
    self.address = address
    self.handle = handle
    channels = Int(board_channels(handle))
  }

  deinit { board_close(handle) }

  /// The channels on which calls are placed: all, but of a loopback board only the near ends.
  public var callingChannels: Range<Int> {
    0..<(isPaced ? channels : channels / 2)
  }

  /// Whether it has a clock of its own; a loopback board is moved on by its owner.
  public var isPaced: Bool { !address.hasPrefix("loopback:") }

  /// Whether its lines tell when the far end answers. Sound devices do only where a companion control does it for them; lines
  /// whose battery does not reverse are opened with `answer=none`, and the answer is taken from what is heard.
  public var signalsAnswers: Bool {
    alsa_supervises(handle) != 0 && !address.split { ",:".contains($0) }.contains("answer=none")
  }

  /// What the board has counted on a channel since it was opened.
  public func counters(ofChannel channel: Int) -> LineCounters {
    var info = board_info()
    guard board_info(handle, Int32(channel), &info) == 0 else { return LineCounters() }
    return LineCounters(
      overruns: info.overruns, underruns: info.underruns, eventsLost: info.events_lost,
      reopens: info.reopens)
  }
}

extension Board {
  /// What a channel is, in the driver's words; empty where the driver has none.
  public func description(ofChannel channel: Int) -> String {
    var text = [CChar](repeating: 0, count: Int(BOARD_DESCRIPTION_MAX))
    guard board_describe(handle, Int32(channel), &text, BOARD_DESCRIPTION_MAX) == 0 else {
      return ""
    }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// What went wrong on a line without a call's being lost for it.
public struct LineCounters: Sendable, Hashable, Codable {
  /// Samples heard too late to be read.
  public var overruns: Int64
  /// Samples of silence that were sent because nothing else was there in time.
  public var underruns: Int64
  public var eventsLost: Int64
  /// Times that the device was lost and found again.
  public var reopens: Int64

  public init(
    overruns: Int64 = 0, underruns: Int64 = 0, eventsLost: Int64 = 0, reopens: Int64 = 0
  ) {
    self.overruns = overruns
    self.underruns = underruns
    self.eventsLost = eventsLost
    self.reopens = reopens
  }

  private enum CodingKeys: String, CodingKey {
    case overruns, underruns, reopens
    case eventsLost = "events_lost"
  }
}

/// Why a board could not be opened: its address, the fault and what to do about it.
public struct BoardError: Error, Sendable, Hashable, CustomStringConvertible {
  public var address: String
  /// As in errno.
  public var code: Int32

  public var description: String {
    let fault =
      switch code {
      case ENODEV:
        "no such driver or device; loopback:N is always there, N lines; for dahdi:/dev/dahdi load the card's driver and "
          + "run dahdi_cfg; for alsa:NAME take a name that `earshot lines` lists"
      case EINVAL:
        "an address that makes no sense; for instance loopback:32, 1 to 512 lines, or "
          + "dahdi:/dev/dahdi,channels=1-4,echo=128, or alsa:hw:1?channels=2, a device with that many channels"
      case ENOENT: "the vendor's libraries are not found; say where with lib=FOLDER"
      case EBUSY:
        "it is in use by another process; stop that one, or name other channels or devices"
      case EACCES, EPERM:
        "this user may not open it; make it a member of the devices' group (dialout, dahdi, audio)"
      case ENOTSUP:
        "a channel that places no calls (a station port, a D channel); name others with channels="
      case EMFILE: "too many boards are open; close one"
      default: String(cString: strerror(code))
      }
    return "board \(address): \(fault)"
  }
}
