// SPDX-License-Identifier: GPL-3.0-or-later
@preconcurrency import Glibc
import Synchronization

/// Standard output and standard error. What does not go out stops nothing: standard output is asked at the end whether
/// all of it did.
enum Console {
  /// Descriptors that a command was started without are taken, so that no file that it opens is written to in their place.
  static func open() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest that is free is given. What is written to it fails.
      _ = Glibc.open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Of what last failed to go to standard output; 0: nothing did.
  private static let lost = Atomic<Int32>(0)

  /// To standard output at once, behind what was printed.
  static func say(_ text: String) {
    if fputs(text, stdout) < 0 || fflush(stdout) != 0 { lost.store(errno, ordering: .relaxed) }
  }

  /// To standard error.
  static func complain(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
    }
  }

  /// What kept standard output from being written whole; nil: nothing.
  static func fault() -> String? {
    if fflush(stdout) != 0 { lost.store(errno, ordering: .relaxed) }
    let code = lost.load(ordering: .relaxed)
    if code != 0 { return String(cString: strerror(code)) }
    return ferror(stdout) == 0 ? nil : "a part of it could not be written"
  }
}
