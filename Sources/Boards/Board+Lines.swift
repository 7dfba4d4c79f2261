// SPDX-License-Identifier: GPL-3.0-or-later
import CALSA
import CBoard
import Foundation

extension Board {
  public enum LineState: String, Sendable, Hashable, CaseIterable {
    case idle
    case offHook = "off-hook"
    case ringing, leaving, down
  }

  /// The state of a channel as its driver has it.
  public func state(ofChannel channel: Int) -> LineState {
    var info = board_info()
    guard board_info(handle, Int32(channel), &info) == 0 else { return .down }
    return switch board_state(UInt32(bitPattern: info.state)) {
    case BOARD_IDLE: .idle
    case BOARD_OFF_HOOK: .offHook
    case BOARD_RINGING: .ringing
    case BOARD_LEAVING: .leaving
    default: .down
    }
  }

  /// Addresses that may be boards of this machine, none of them opened: what ALSA lists, DAHDI's files, lines in memory.
  public static func found() -> [(address: String, description: String)] {
    var boards = [(address: "loopback:8", description: "8 lines in memory; there can be 1 to 512")]
    if FileManager.default.fileExists(atPath: "/dev/dahdi/channel") {
      boards.append((address: "dahdi:/dev/dahdi", description: "DAHDI channels"))
    }
    var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    guard snd_device_name_hint(-1, "pcm", &hints) == 0, let hints else { return boards }
    defer { snd_device_name_free_hint(hints) }
    var next = hints
    while let hint = next.pointee {
      next += 1
      // One for both directions has no IOID.
      guard text(of: hint, "IOID") == nil, let name = text(of: hint, "NAME"), name != "null"
      else { continue }
      let words = text(of: hint, "DESC")?.replacing("\n", with: ", ") ?? ""
      boards.append((address: "alsa:" + name, description: words))
    }
    return boards
  }

  private static func text(of hint: UnsafeMutableRawPointer, _ key: String) -> String? {
    guard let text = snd_device_name_get_hint(hint, key) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
