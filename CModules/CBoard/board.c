// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Handles, checked. A handle is a slot's number and a serial that is never used again, so that a closed one is
 * known as closed. A call takes its slot with one compare-and-swap (`inside`) and gives it back: no lock on the
 * media thread, and no two threads inside one driver.
 */

#include "board.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "registry.h"

#define SLOT_BITS 6
#define SLOTS (1 << SLOT_BITS)
#define SERIALS (1 << (30 - SLOT_BITS))
#define DRIVERS 16

struct slot {
  _Atomic int32_t handle; /* 0: not open */
  _Atomic int inside;     /* 1 while a thread is inside a call */
  bool taken;             /* under the lock: being opened, open, or being closed */
  const struct board_driver *driver;
  void *state;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* opening, closing, registering, info */
static struct slot slots[SLOTS];
static int32_t serial = 1;
static const struct board_driver *drivers[DRIVERS] = {&loopback_driver, &dahdi_driver, &dialogic_driver, &alsa_driver};
static int driver_count = 4;

static struct slot *slot_of(int32_t board) { return &slots[board & (SLOTS - 1)]; }

static bool is_open(const struct slot *slot, int32_t board) {
  return board > 0 && atomic_load(&slot->handle) == board;
}

/* Takes the board for this thread: 0, -EBADF or -EBUSY. */
static int enter(int32_t board) {
  struct slot *slot = slot_of(board);
  if (!is_open(slot, board)) return -EBADF;
  int nobody = 0;
  if (!atomic_compare_exchange_strong(&slot->inside, &nobody, 1)) return -EBUSY;
  if (is_open(slot, board)) return 0;
  atomic_store(&slot->inside, 0);
  return -EBADF;
}

static void leave(int32_t board) { atomic_store(&slot_of(board)->inside, 0); }

/* As enter, and the channel must be one of the board's. */
static int enter_channel(int32_t board, int channel) {
  int error = enter(board);
  if (error) return error;
  struct slot *slot = slot_of(board);
  if (channel >= 0 && channel < slot->driver->channels(slot->state)) return 0;
  leave(board);
  return -EINVAL;
}

int board_take(int32_t board, const struct board_driver *driver, void **state) {
  int error = enter(board);
  if (error) return error;
  struct slot *slot = slot_of(board);
  if (slot->driver != driver) {
    leave(board);
    return -EINVAL;
  }
  *state = slot->state;
  return 0;
}

void board_let_go(int32_t board) { leave(board); }

int board_register(const struct board_driver *driver) {
  if (!driver || !driver->name || !*driver->name || strchr(driver->name, ':')) return -EINVAL;
  if (!driver->open || !driver->close || !driver->channels || !driver->clock || !driver->seize ||
      !driver->dial || !driver->hang_up || !driver->read || !driver->write || !driver->next_event ||
      !driver->info)
    return -EINVAL;
  int result = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < driver_count; i++)
    if (strcmp(drivers[i]->name, driver->name) == 0) result = -EEXIST;
  if (!result && driver_count == DRIVERS) result = -ENOSPC;
  if (!result) drivers[driver_count++] = driver;
  pthread_mutex_unlock(&lock);
  return result;
}

int32_t board_open(const char *address) {
  if (!address) return -EINVAL;
  const char *colon = strchr(address, ':');
  size_t length = colon ? (size_t)(colon - address) : strlen(address);

  pthread_mutex_lock(&lock);
  const struct board_driver *driver = NULL;
  for (int i = 0; i < driver_count; i++)
    if (strlen(drivers[i]->name) == length && strncmp(drivers[i]->name, address, length) == 0)
      driver = drivers[i];
  int index = 0;
  while (index < SLOTS && slots[index].taken) index++;
  if (!driver || index == SLOTS) {
    pthread_mutex_unlock(&lock);
    return driver ? -EMFILE : -ENODEV;
  }
  struct slot *slot = &slots[index];
  slot->taken = true;
  int32_t handle = (int32_t)((uint32_t)serial << SLOT_BITS) | index;
  serial = serial + 1 < SERIALS ? serial + 1 : 1;
  pthread_mutex_unlock(&lock);

  void *state = NULL;
  int error = driver->open(colon ? colon + 1 : "", &state);

  pthread_mutex_lock(&lock);
  if (error) {
    slot->taken = false;
  } else {
    slot->driver = driver;
    slot->state = state;
    atomic_store(&slot->handle, handle);
  }
  pthread_mutex_unlock(&lock);
  return error ? error : handle;
}

int board_close(int32_t board) {
  struct slot *slot = slot_of(board);
  pthread_mutex_lock(&lock);
  int32_t open = board;
  if (board <= 0 || !atomic_compare_exchange_strong(&slot->handle, &open, 0)) {
    pthread_mutex_unlock(&lock);
    return -EBADF;
  }
  /* No new call enters now; the one that is inside leaves soon. */
  int nobody = 0;
  while (!atomic_compare_exchange_weak(&slot->inside, &nobody, 1)) {
    nobody = 0;
    sched_yield();
  }
  slot->driver->close(slot->state);
  slot->state = NULL;
  slot->driver = NULL;
  slot->taken = false;
  atomic_store(&slot->inside, 0);
  pthread_mutex_unlock(&lock);
  return 0;
}

int board_channels(int32_t board) {
  int result = enter(board);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = slot->driver->channels(slot->state);
  leave(board);
  return result;
}

int64_t board_clock(int32_t board) {
  int error = enter(board);
  if (error) return error;
  struct slot *slot = slot_of(board);
  int64_t clock = slot->driver->clock(slot->state);
  leave(board);
  return clock;
}

int board_seize(int32_t board, int channel) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = slot->driver->seize(slot->state, channel);
  leave(board);
  return result;
}

int board_dial(int32_t board, int channel, const char *digits) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = digits ? slot->driver->dial(slot->state, channel, digits) : -EINVAL;
  leave(board);
  return result;
}

int board_answer(int32_t board, int channel) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = slot->driver->answer ? slot->driver->answer(slot->state, channel) : -ENOTSUP;
  leave(board);
  return result;
}

int board_hang_up(int32_t board, int channel) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = slot->driver->hang_up(slot->state, channel);
  leave(board);
  return result;
}

int board_read(int32_t board, int channel, int16_t *samples, int count, int64_t *at) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  int64_t first = 0;
  result = samples && count >= 0 ? slot->driver->read(slot->state, channel, samples, count, &first) : -EINVAL;
  if (result >= 0 && at) *at = first;
  leave(board);
  return result;
}

int board_write(int32_t board, int channel, const int16_t *samples, int count) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = samples && count >= 0 ? slot->driver->write(slot->state, channel, samples, count) : -EINVAL;
  leave(board);
  return result;
}

int board_next_event(int32_t board, int channel, struct board_event *event) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  result = event ? slot->driver->next_event(slot->state, channel, event) : -EINVAL;
  leave(board);
  return result;
}

int board_wait(int32_t board, int timeout_ms) {
  int result = enter(board);
  if (result) return result;
  struct slot *slot = slot_of(board);
  if (timeout_ms < 0)
    result = -EINVAL;
  else
    result = slot->driver->wait ? slot->driver->wait(slot->state, timeout_ms) : -ENOTSUP;
  leave(board);
  return result;
}

int board_describe(int32_t board, int channel, char *text, int size) {
  int result = enter_channel(board, channel);
  if (result) return result;
  struct slot *slot = slot_of(board);
  if (!text || size < 1)
    result = -EINVAL;
  else
    result = slot->driver->describe ? slot->driver->describe(slot->state, channel, text, size) : -ENOTSUP;
  leave(board);
  return result;
}

int board_info(int32_t board, int channel, struct board_info *info) {
  int result;
  struct slot *slot = slot_of(board);
  pthread_mutex_lock(&lock); /* keeps the board from being closed meanwhile */
  if (!is_open(slot, board))
    result = -EBADF;
  else if (!info || channel < 0 || channel >= slot->driver->channels(slot->state))
    result = -EINVAL;
  else
    result = slot->driver->info(slot->state, channel, info);
  pthread_mutex_unlock(&lock);
  return result;
}
