// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of a WebSocket media stream, a line each, into a stream that hears them. The frames around them are NIO's.
import Foundation

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  var stream = MediaStream()
  lines: for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
    for answer in stream.receive(String(line)) {
      switch answer {
      case .close: break lines
      case .text(let text):
        // What is sent is an object, whatever came.
        precondition((try? JSONSerialization.jsonObject(with: Data(text.utf8))) is [String: Any])
      }
    }
  }
  stream.end()
  return 0
}
