// SPDX-License-Identifier: GPL-3.0-or-later
#if os(Linux)
  import Glibc

  /// A process's files cannot grow beyond `bytes`, as if the disk were full. For a process of its own.
  enum FullDisk {
    static func begin(at bytes: Int) {
      signal(SIGXFSZ, SIG_IGN)
      limit(to: bytes)
    }

    static func end() { limit(to: nil) }

    private static func limit(to bytes: Int?) {
      let files = __rlimit_resource_t(1)  // RLIMIT_FSIZE
      var limit = rlimit()
      getrlimit(files, &limit)
      limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
      setrlimit(files, &limit)
    }
  }
#endif
