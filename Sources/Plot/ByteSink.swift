// SPDX-License-Identifier: GPL-3.0-or-later
import CCairo

/// Where cairo writes a picture: memory, from which it goes to its file whole or not at all.
final class ByteSink {
  private(set) var bytes: [UInt8] = []

  /// What cairo hands back to `write`; the sink must outlive the surface.
  var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes
      .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }
}
