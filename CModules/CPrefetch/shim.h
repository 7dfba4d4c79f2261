// SPDX-License-Identifier: GPL-3.0-or-later
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

// Asks for the cache line at `address` without waiting for it. A compiler builtin, which Swift's importer cannot see.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address, 1, 3); }

// Has the kernel move what lies at `address` into huge pages, as far as whole ones fit. Linux 6.1; an older one refuses.
static inline void gather_pages(void *address, size_t count) {
#ifdef __linux__
  const uintptr_t page = 2 << 20;
  const uintptr_t start = ((uintptr_t)address + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)address + count) / page * page;
  // MADV_COLLAPSE, which not every system header names.
  if (start < end) madvise((void *)start, end - start, 25);
#endif
}
