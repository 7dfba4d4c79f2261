// SPDX-License-Identifier: GPL-3.0-or-later
#if os(Linux)
  import Glibc

  /// All the memory that this thread can still have, until it is released. For a process of its own.
  struct Hoard: ~Copyable {
    private var blocks: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    private let before: rlimit

    init() {
      var before = rlimit()
      getrlimit(__rlimit_resource_t(9), &before)
      self.before = before
      // RLIMIT_AS: no page more than there are.
      var none = rlimit(rlim_cur: 0, rlim_max: before.rlim_max)
      setrlimit(__rlimit_resource_t(9), &none)
      // Each block holds the address of the one before.
      var size = 1 << 20
      while size >= 16 {
        while let block = malloc(size) {
          let link = block.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
          link.pointee = UnsafeMutableRawPointer(blocks)
          blocks = link
        }
        size = size > 1040 ? size / 2 : size - 16
      }
    }

    consuming func release() {
      while let block = blocks {
        blocks = block.pointee?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        free(block)
      }
      var before = before
      setrlimit(__rlimit_resource_t(9), &before)
    }
  }
#endif
