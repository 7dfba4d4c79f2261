// SPDX-License-Identifier: GPL-3.0-or-later

/* Lines in memory: see loopback.h for what they do. */

#include "loopback.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "dialer.h"
#include "registry.h"

#define LINES_MAX 512
#define EVENTS 64 /* that wait on one channel; a call has six, a pulsed digit up to twenty */
#define NEVER INT64_MAX
#define BLOCK 256

struct ring {
  int16_t samples[LOOPBACK_QUEUE];
  unsigned first; /* oldest */
  unsigned fill;
};

struct end {
  struct ring out; /* written by the owner, on its way */
  struct ring in;  /* arrived, to be read by the owner */
  struct board_event events[EVENTS];
  unsigned first_event, event_count;
  struct dialer dialer;
  bool speaking;      /* has written since it seized, rang or dialed: silence is now an underrun */
  int64_t answers_at; /* marks in the stream that this end sends: the clock at which they cross */
  int64_t leaves_at;
  bool answered;
  _Atomic int32_t state;
  struct line_counters counters;
};

struct loopback {
  int lines;
  int64_t clock;
  atomic_bool *down; /* one per line */
  struct end ends[];
};

/* Rings */

static int ring_put(struct ring *ring, const int16_t *samples, int wanted) {
  int room = (int)(LOOPBACK_QUEUE - ring->fill);
  int taken = wanted < room ? wanted : room;
  for (int i = 0; i < taken; i++)
    ring->samples[(ring->first + ring->fill + (unsigned)i) % LOOPBACK_QUEUE] = samples[i];
  ring->fill += (unsigned)taken;
  return taken;
}

static int ring_take(struct ring *ring, int16_t *samples, int wanted) {
  int taken = wanted < (int)ring->fill ? wanted : (int)ring->fill;
  for (int i = 0; i < taken; i++) samples[i] = ring->samples[(ring->first + (unsigned)i) % LOOPBACK_QUEUE];
  ring->first = (ring->first + (unsigned)taken) % LOOPBACK_QUEUE;
  ring->fill -= (unsigned)taken;
  return taken;
}

static void ring_drop(struct ring *ring, int dropped) {
  ring->first = (ring->first + (unsigned)dropped) % LOOPBACK_QUEUE;
  ring->fill -= (unsigned)dropped;
}

/* Events */

static void tell(struct loopback *board, int channel, int kind, int detail, int64_t at) {
  struct end *end = &board->ends[channel];
  if (end->event_count == EVENTS) {
    line_count(&end->counters.events_lost, 1);
    return;
  }
  end->events[(end->first_event + end->event_count++) % EVENTS] =
      (struct board_event){.kind = kind, .channel = channel, .detail = detail, .at = at};
}

static int next_event(void *state, int channel, struct board_event *event) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  if (end->event_count == 0) return 0;
  *event = end->events[end->first_event];
  end->first_event = (end->first_event + 1) % EVENTS;
  end->event_count--;
  return 1;
}

/* Ends */

static int other(const struct loopback *board, int channel) {
  return channel < board->lines ? channel + board->lines : channel - board->lines;
}

static bool is_down(const struct loopback *board, int channel) {
  return board->down[channel % board->lines];
}

static bool in_call(const struct end *end) {
  int state = atomic_load(&end->state);
  return state == BOARD_OFF_HOOK || state == BOARD_RINGING;
}

static void begin(struct end *end, int state) {
  end->in.fill = end->out.fill = 0;
  end->dialer.count = 0;
  end->speaking = end->answered = false;
  end->answers_at = end->leaves_at = NEVER;
  atomic_store(&end->state, state);
}

/* Delivers the marks of `channel` that have crossed, and puts the line to rest when both ends have left. */
static void settle(struct loopback *board, int channel) {
  struct end *end = &board->ends[channel];
  int peer = other(board, channel);
  struct end *hearer = &board->ends[peer];
  if (end->answers_at <= board->clock) {
    if (in_call(hearer)) tell(board, peer, BOARD_ANSWERED, 0, end->answers_at);
    end->answers_at = NEVER;
  }
  if (end->leaves_at <= board->clock) {
    if (in_call(hearer)) tell(board, peer, BOARD_RELEASED, 0, end->leaves_at);
    end->leaves_at = NEVER;
  }
  bool both_left = atomic_load(&end->state) == BOARD_LEAVING &&
                   atomic_load(&hearer->state) == BOARD_LEAVING;
  if (both_left && end->leaves_at == NEVER && hearer->leaves_at == NEVER) {
    int ends[] = {channel, peer};
    for (int i = 0; i < 2; i++) {
      begin(&board->ends[ends[i]], BOARD_IDLE);
      tell(board, ends[i], BOARD_FREE, 0, board->clock);
    }
  }
}

static int seize(void *state, int channel) {
  struct loopback *board = state;
  int peer = other(board, channel);
  if (is_down(board, channel)) return -ENETDOWN;
  if (atomic_load(&board->ends[channel].state) != BOARD_IDLE ||
      atomic_load(&board->ends[peer].state) != BOARD_IDLE)
    return -EBUSY;
  begin(&board->ends[channel], BOARD_OFF_HOOK);
  begin(&board->ends[peer], BOARD_RINGING);
  tell(board, channel, BOARD_SEIZED, 0, board->clock);
  tell(board, peer, BOARD_RING, 0, board->clock);
  return 0;
}

static int dial(void *state, int channel, const char *digits) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  struct dialer dialer;
  int error = dialer_start(&dialer, digits);
  if (error) return error;
  if (atomic_load(&end->state) != BOARD_OFF_HOOK) return -ENOTCONN;
  if (end->dialer.count) return -EBUSY;
  end->dialer = dialer;
  end->speaking = false;
  return 0;
}

static int answer(void *state, int channel) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  if (end->answered && in_call(end)) return -EALREADY;
  if (atomic_load(&end->state) != BOARD_RINGING) return -ENOTCONN;
  end->answered = true;
  end->answers_at = board->clock + end->out.fill;
  atomic_store(&end->state, BOARD_OFF_HOOK);
  settle(board, channel);
  return 0;
}

static int hang_up(void *state, int channel) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  if (!in_call(end)) return 0;
  end->dialer.count = 0;
  end->speaking = false;
  end->leaves_at = board->clock + end->out.fill;
  atomic_store(&end->state, BOARD_LEAVING);
  settle(board, channel);
  return 0;
}

static int read_samples(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  *at = board->clock - end->in.fill;
  if (!in_call(end)) return 0;
  int taken = ring_take(&end->in, samples, wanted);
  line_count(&end->counters.samples_in, taken);
  if (taken < wanted) line_count(&end->counters.short_reads, 1);
  return taken;
}

static int write_samples(void *state, int channel, const int16_t *samples, int offered) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  if (!in_call(end)) return -ENOTCONN;
  if (is_down(board, channel)) return -ENETDOWN;
  if (end->dialer.count) return -EBUSY;
  int taken = ring_put(&end->out, samples, offered);
  if (offered > 0) end->speaking = true;
  line_count(&end->counters.samples_out, taken);
  if (taken < offered) line_count(&end->counters.short_writes, 1);
  return taken;
}

static int describe(void *state, int channel, char *text, int size) {
  struct loopback *board = state;
  snprintf(text, (size_t)size, "%s end of line %d in memory", channel < board->lines ? "near" : "far",
           channel % board->lines + 1);
  return 0;
}

static int info(void *state, int channel, struct board_info *info) {
  struct loopback *board = state;
  struct end *end = &board->ends[channel];
  *info = line_counters_info(&end->counters, is_down(board, channel) ? BOARD_DOWN : atomic_load(&end->state));
  return 0;
}

/* Time */

/* Moves `samples` (at most BLOCK) from `channel` to its other end; the clock has not moved yet. */
static void carry(struct loopback *board, int channel, int samples) {
  struct end *end = &board->ends[channel];
  struct end *hearer = &board->ends[other(board, channel)];
  int16_t block[BLOCK];
  int made = ring_take(&end->out, block, samples);
  if (made < samples && end->dialer.count) {
    made += dialer_render(&end->dialer, block + made, samples - made);
    if (!end->dialer.count) tell(board, channel, BOARD_DIALED, 0, board->clock + made);
  } else if (made < samples && end->speaking) {
    line_count(&end->counters.underruns, samples - made);
  }
  memset(block + made, 0, (size_t)(samples - made) * sizeof *block);
  if (is_down(board, channel)) memset(block, 0, (size_t)samples * sizeof *block);
  if (!in_call(hearer)) return;
  int dropped = (int)hearer->in.fill + samples - LOOPBACK_QUEUE;
  if (dropped > 0) {
    ring_drop(&hearer->in, dropped);
    line_count(&hearer->counters.overruns, dropped);
  }
  ring_put(&hearer->in, block, samples);
}

int loopback_advance(int32_t handle, int samples) {
  void *state = NULL;
  int error = board_take(handle, &loopback_driver, &state);
  if (error) return error;
  struct loopback *board = state;
  for (int left = samples; left > 0;) {
    int step = left < BLOCK ? left : BLOCK;
    for (int line = 0; line < board->lines; line++) {
      if (atomic_load(&board->ends[line].state) == BOARD_IDLE) continue;
      carry(board, line, step);
      carry(board, line + board->lines, step);
    }
    board->clock += step;
    for (int channel = 0; channel < 2 * board->lines; channel++)
      if (atomic_load(&board->ends[channel].state) != BOARD_IDLE) settle(board, channel);
    left -= step;
  }
  board_let_go(handle);
  return samples < 0 ? -EINVAL : 0;
}

int loopback_alarm(int32_t handle, int line, int down) {
  void *state = NULL;
  int error = board_take(handle, &loopback_driver, &state);
  if (error) return error;
  struct loopback *board = state;
  bool is_line = line >= 0 && line < board->lines;
  if (is_line && board->down[line] != (down != 0)) {
    board->down[line] = down != 0;
    int kind = down ? BOARD_ALARM : BOARD_ALARM_OVER;
    tell(board, line, kind, down ? 1 : 0, board->clock);
    tell(board, line + board->lines, kind, down ? 1 : 0, board->clock);
  }
  board_let_go(handle);
  return is_line ? 0 : -EINVAL;
}

int loopback_hook(int32_t handle, int channel, int closed) {
  void *state = NULL;
  int error = board_take(handle, &loopback_driver, &state);
  if (error) return error;
  struct loopback *board = state;
  if (channel < 0 || channel >= 2 * board->lines)
    error = -EINVAL;
  else if (atomic_load(&board->ends[channel].state) != BOARD_OFF_HOOK)
    error = -ENOTCONN;
  else
    tell(board, other(board, channel), BOARD_HOOK, closed != 0, board->clock);
  board_let_go(handle);
  return error;
}

/* The board */

static void close_board(void *state) {
  struct loopback *board = state;
  free(board->down);
  free(board);
}

static int open_board(const char *address, void **state) {
  char *rest = NULL;
  errno = 0;
  long lines = strtol(address, &rest, 10);
  if (errno || rest == address || *rest || lines < 1 || lines > LINES_MAX) return -EINVAL;
  size_t channels = 2 * (size_t)lines;
  struct loopback *board = calloc(1, sizeof *board + channels * sizeof board->ends[0]);
  if (!board) return -ENOMEM;
  board->lines = (int)lines;
  board->down = calloc((size_t)lines, sizeof *board->down);
  if (!board->down) {
    close_board(board);
    return -ENOMEM;
  }
  for (size_t i = 0; i < channels; i++) begin(&board->ends[i], BOARD_IDLE);
  *state = board;
  return 0;
}

static int channels(void *state) { return 2 * ((struct loopback *)state)->lines; }

static int64_t board_time(void *state) { return ((struct loopback *)state)->clock; }

const struct board_driver loopback_driver = {
    .name = "loopback",
    .open = open_board,
    .close = close_board,
    .channels = channels,
    .clock = board_time,
    .seize = seize,
    .dial = dial,
    .answer = answer,
    .hang_up = hang_up,
    .read = read_samples,
    .write = write_samples,
    .next_event = next_event,
    .wait = NULL, /* its clock is the owner's: loopback_advance */
    .describe = describe,
    .info = info,
};
