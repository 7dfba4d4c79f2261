// SPDX-License-Identifier: GPL-3.0-or-later
// A journal of what SQLite writes to disk, for tests: what is on it after a power cut at any moment can be made of it.
#ifndef EARSHOT_POWER_CUT_H
#define EARSHOT_POWER_CUT_H

#include <stddef.h>
#include <stdint.h>

enum power_cut_kind { POWER_CUT_WRITE, POWER_CUT_TRUNCATE, POWER_CUT_SYNC, POWER_CUT_DELETE };

struct power_cut_step {
  enum power_cut_kind kind;
  /// Where the name of the file begins in its path.
  char name[64];
  int64_t offset;
  const uint8_t *bytes;
  size_t count;
};

/// From now on what is done to files whose path begins with `prefix` is noted. SQLite files are opened through it from
/// the first call on. 0, or SQLite's error.
int power_cut_watch(const char *prefix);

/// How many steps were noted.
size_t power_cut_count(void);

/// A step, by number; its bytes last until `power_cut_forget`.
struct power_cut_step power_cut_at(size_t index);

/// Notes nothing more, and forgets all.
void power_cut_forget(void);

#endif
