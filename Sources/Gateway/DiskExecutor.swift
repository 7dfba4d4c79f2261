// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch

/// A thread for an actor that waits for the disk, so that nobody else's work waits with it.
final class DiskExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(_ name: String) { queue = DispatchQueue(label: name) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
