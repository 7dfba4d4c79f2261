// SPDX-License-Identifier: GPL-3.0-or-later

// Asks for the cache line at `address` without waiting for it. A compiler builtin, which Swift's importer cannot see.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address, 1, 3); }
