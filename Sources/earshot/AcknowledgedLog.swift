// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Synchronization

/// What a run's agents were told is stored: a line for each acknowledged transaction, with its request, the record and
/// the custom fields that it set. A run's store can be held against it, whatever happened to the processes between.
final class AcknowledgedLog: Sendable {
  private struct State {
    var asked: [String: [Int: DesktopRequest]] = [:]
  }

  private let state = Mutex(State())
  private let file: FileHandle

  /// Lines are added to the file, which is made if it is not there.
  init(path: String) throws {
    file = try FileHandle(appendingTo: path)
  }

  func take(_ line: SimulatedDesk.Line, of agent: String) {
    switch line {
    case .asked(let request):
      guard let reference = request.referenceID else { return }
      state.withLock { $0.asked[agent, default: [:]][reference] = request }
    case .told(let event):
      guard let reference = event.referenceID else { return }
      state.withLock { state in
        guard let request = state.asked[agent]?.removeValue(forKey: reference),
          event.name.hasSuffix("Acknowledge"), let handle = request.recordHandle
        else { return }
        let custom = request.attributes.custom.sorted { $0.key < $1.key }
          .map { "\t\($0.key)=\($0.value)" }.joined()
        try? file.write(
          contentsOf: Data("\(request.kind?.rawValue ?? "?")\t\(handle)\t\(agent)\(custom)\n".utf8))
      }
    }
  }
}

extension FileHandle {
  /// The end of a file, which is made where it is not there, its owner's alone.
  convenience init(appendingTo path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SettingsError(
        path: path, line: nil, "cannot be written: \(String(cString: strerror(errno)))")
    }
    self.init(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
