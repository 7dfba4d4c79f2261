// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef COUNTERS_H
#define COUNTERS_H

#include <stdatomic.h>

#include "board.h"

/* What a driver counts of a line, read by any thread while the board's thread counts: see board_info. */
struct line_counters {
  _Atomic int64_t samples_in, samples_out, overruns, underruns, short_reads, short_writes, events_lost, reopens;
};

static inline void line_count(_Atomic int64_t *counter, int64_t by) {
  atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

/* A line's board_info, in a state of BOARD_IDLE and on. */
static inline struct board_info line_counters_info(const struct line_counters *counters, int32_t state) {
  return (struct board_info){
      .state = state,
      .samples_in = atomic_load(&counters->samples_in),
      .samples_out = atomic_load(&counters->samples_out),
      .overruns = atomic_load(&counters->overruns),
      .underruns = atomic_load(&counters->underruns),
      .short_reads = atomic_load(&counters->short_reads),
      .short_writes = atomic_load(&counters->short_writes),
      .events_lost = atomic_load(&counters->events_lost),
      .reopens = atomic_load(&counters->reopens),
  };
}

#endif
