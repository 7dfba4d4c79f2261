// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * DAHDI: telephony cards under Linux, by their device files. See dahdi.h for the address.
 *
 * One thread serves all channels. The clock is DAHDI's own: its timer is due once a block, and then each channel in a
 * call is read, without waiting. Events wake by POLLPRI. Where there is no timer, or it stands still, the system's
 * clock goes on in its place, so that calls come to an end on a card that is gone.
 */

#include "dahdi.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "registry.h"

#define CHUNK 64              /* events of one epoll_wait */
#define STANDS_STILL_MS 300   /* a timer that is late by this much is given up */
#define MISSED_MAX 50         /* blocks that are caught up with after a delay: a second */
#define FROM_TIMER UINT32_MAX /* in epoll's data; lines have their index */

struct dahdi {
  struct dahdi_address address;
  char version[81];
  int64_t clock;
  int poll;        /* epoll */
  int timer;       /* DAHDI's, or -1 */
  int system_timer; /* in its place, or -1 */
  int64_t timer_retry_at;
  int missed; /* blocks of the system's timer that are due already */
  int count;
  struct dahdi_line *lines[DAHDI_CHANNELS_MAX];
};

static int open_device(const struct dahdi *board, const char *name, int flags) {
  char path[300];
  snprintf(path, sizeof path, "%s/%s", board->address.path, name);
  int file = open(path, flags | O_NONBLOCK | O_CLOEXEC);
  return file < 0 ? -errno : file;
}

static int watch(struct dahdi *board, int file, uint32_t what, uint32_t events) {
  struct epoll_event event = {.events = events, .data.u32 = what};
  return epoll_ctl(board->poll, EPOLL_CTL_ADD, file, &event) ? -errno : 0;
}

/* The clock */

static void take_timer(struct dahdi *board) {
  board->timer_retry_at = board->clock + BOARD_RATE;
  int block = DAHDI_BLOCK;
  int file = open_device(board, "timer", O_RDWR);
  if (file < 0) return;
  if (ioctl(file, DAHDI_TIMERCONFIG, &block) || watch(board, file, FROM_TIMER, EPOLLPRI)) {
    close(file);
    return;
  }
  board->timer = file;
  if (board->system_timer >= 0) close(board->system_timer);
  board->system_timer = -1;
  board->missed = 0;
}

static void use_system_timer(struct dahdi *board) {
  if (board->timer >= 0) close(board->timer);
  board->timer = -1;
  if (board->system_timer >= 0) return;
  int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (file < 0) return;
  struct timespec block = {.tv_nsec = 1000000000L / BOARD_RATE * DAHDI_BLOCK};
  struct itimerspec times = {.it_interval = block, .it_value = block};
  if (timerfd_settime(file, 0, &times, NULL) || watch(board, file, FROM_TIMER, EPOLLIN)) {
    close(file);
    return;
  }
  board->system_timer = file;
}

/* The timer woke: true if a block is due. */
static bool is_due(struct dahdi *board, uint32_t events) {
  if (board->timer >= 0) {
    int one = 1;
    if (!(events & (EPOLLERR | EPOLLHUP)) && ioctl(board->timer, DAHDI_TIMERACK, &one) == 0) return true;
    use_system_timer(board);
    return false;
  }
  uint64_t times = 0;
  if (read(board->system_timer, &times, sizeof times) != sizeof times || times == 0) return false;
  if (times > MISSED_MAX) times = MISSED_MAX;
  board->missed = (int)times - 1;
  return true;
}

/* Lines */

static int take_line(struct dahdi *board, struct dahdi_line *line, int file) {
  int error = dahdi_line_take(line, file);
  if (error) return error;
  error = watch(board, file, (uint32_t)line->index, EPOLLPRI);
  if (error) line->file = -1;
  return error;
}

/* A device that was lost may be there again. */
static void look_for(struct dahdi *board, struct dahdi_line *line) {
  line->retry_at = board->clock + BOARD_RATE;
  int file = open_device(board, "channel", O_RDWR);
  if (file < 0) return;
  if (take_line(board, line, file))
    close(file);
  else
    dahdi_line_found(line);
}

static void serve(struct dahdi *board) {
  board->clock += DAHDI_BLOCK;
  for (int i = 0; i < board->count; i++) {
    struct dahdi_line *line = board->lines[i];
    dahdi_line_tick(line, board->clock);
    if (line->is_gone && line->phase == PHASE_IDLE && board->clock >= line->retry_at) look_for(board, line);
  }
  if (board->timer < 0 && board->clock >= board->timer_retry_at) take_timer(board);
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_block(void *state, int timeout_ms) {
  struct dahdi *board = state;
  int64_t start = milliseconds();
  bool due = false;
  if (board->missed > 0) {
    board->missed--;
    due = true;
  }
  while (!due) {
    int64_t passed = milliseconds() - start;
    if (board->timer >= 0 && passed >= STANDS_STILL_MS) use_system_timer(board);
    int64_t left = timeout_ms - passed;
    if (left < 0) return -ETIMEDOUT;
    if (left > STANDS_STILL_MS) left = STANDS_STILL_MS;
    struct epoll_event events[CHUNK];
    int found = epoll_wait(board->poll, events, CHUNK, (int)left);
    if (found < 0 && errno != EINTR) return -errno;
    for (int i = 0; i < found; i++) {
      if (events[i].data.u32 == FROM_TIMER) {
        due = is_due(board, events[i].events) || due;
      } else {
        struct dahdi_line *line = board->lines[events[i].data.u32];
        if (line->file < 0) continue;
        if (events[i].events & EPOLLPRI) dahdi_line_take_events(line);
        if (events[i].events & (EPOLLERR | EPOLLHUP) && line->file >= 0) dahdi_line_lose(line);
      }
    }
  }
  serve(board);
  return 0;
}

/* The board */

static int read_version(struct dahdi *board) {
  struct dahdi_versioninfo version;
  memset(&version, 0, sizeof version);
  int file = open_device(board, "ctl", O_RDWR);
  if (file < 0) return file == -ENOENT || file == -ENOTDIR || file == -ENXIO ? -ENODEV : file;
  int error = ioctl(file, DAHDI_GETVERSION, &version) ? -errno : 0;
  close(file);
  if (error) return error == -ENOTTY ? -ENODEV : error;
  memcpy(board->version, version.version, sizeof version.version);
  return 0;
}

/* Takes the channels that are wanted. */
static int take_lines(struct dahdi *board) {
  bool any_busy = false;
  int file = -1, error = 0;
  struct dahdi_line *spare = NULL; /* of a channel that was not taken */
  for (int number = 1; number <= DAHDI_CHANNELS_MAX && !error; number++) {
    if (!dahdi_address_wants(&board->address, number)) continue;
    if (file < 0) file = open_device(board, "channel", O_RDWR);
    if (file < 0) {
      error = file;
      break;
    }
    struct dahdi_line *line = spare ? spare : malloc(sizeof *line);
    if (!line) {
      error = -ENOMEM;
      break;
    }
    *line = (struct dahdi_line){.address = &board->address, .index = board->count, .number = number, .base = -1};
    int result = take_line(board, line, file);
    spare = result ? line : NULL;
    if (result == 0) {
      board->lines[board->count++] = line;
      file = -1;
      continue;
    }
    if (result == -EBUSY) any_busy = true;
    if (result != -EINVAL) { /* the file may have a number now */
      close(file);
      file = -1;
    }
    if (!board->address.all) error = result == -EINVAL || result == -ENXIO ? -ENODEV : result;
    if (board->address.all && result == -EINVAL) break; /* numbers have come to their end */
  }
  if (file >= 0) close(file);
  free(spare);
  if (error) return error;
  return board->count ? 0 : any_busy ? -EBUSY : -ENODEV;
}

static void close_board(void *state) {
  struct dahdi *board = state;
  for (int i = 0; i < board->count; i++) {
    dahdi_line_close(board->lines[i]);
    free(board->lines[i]);
  }
  if (board->timer >= 0) close(board->timer);
  if (board->system_timer >= 0) close(board->system_timer);
  if (board->poll >= 0) close(board->poll);
  free(board);
}

static int open_board(const char *text, void **state) {
  struct dahdi_address address;
  int error = dahdi_address_parse(text, &address);
  if (error) return error;
  struct dahdi *board = calloc(1, sizeof *board);
  if (!board) return -ENOMEM;
  board->address = address;
  board->timer = board->system_timer = -1;
  board->poll = epoll_create1(EPOLL_CLOEXEC);
  error = board->poll < 0 ? -errno : read_version(board);
  if (!error) error = take_lines(board);
  if (error) {
    close_board(board);
    return error;
  }
  take_timer(board);
  if (board->timer < 0) use_system_timer(board);
  *state = board;
  return 0;
}

static int channels(void *state) { return ((struct dahdi *)state)->count; }

static int64_t board_time(void *state) { return ((struct dahdi *)state)->clock; }

static struct dahdi_line *line_of(void *state, int channel) { return ((struct dahdi *)state)->lines[channel]; }

static int seize(void *state, int channel) { return dahdi_line_seize(line_of(state, channel)); }

static int dial(void *state, int channel, const char *digits) {
  return dahdi_line_dial(line_of(state, channel), digits);
}

static int answer(void *state, int channel) { return dahdi_line_answer(line_of(state, channel)); }

static int hang_up(void *state, int channel) { return dahdi_line_hang_up(line_of(state, channel)); }

static int read_samples(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  return dahdi_line_read(line_of(state, channel), samples, wanted, at);
}

static int write_samples(void *state, int channel, const int16_t *samples, int offered) {
  return dahdi_line_write(line_of(state, channel), samples, offered);
}

static int next_event(void *state, int channel, struct board_event *event) {
  return dahdi_line_next_event(line_of(state, channel), event);
}

static int describe(void *state, int channel, char *text, int size) {
  static const char *const laws[] = {"linear", "law of the span", "mu-law", "A-law"};
  struct dahdi *board = state;
  struct dahdi_line *line = board->lines[channel];
  char echo[32] = "off";
  if (board->address.echo_taps) snprintf(echo, sizeof echo, "%d taps", board->address.echo_taps);
  snprintf(text, (size_t)size, "DAHDI %s channel %d %s: %s, %s, echo canceller %s", board->version,
           line->number, line->name, dahdi_line_signalling(line), laws[board->address.law], echo);
  return 0;
}

static int info(void *state, int channel, struct board_info *info) {
  dahdi_line_info(line_of(state, channel), info);
  return 0;
}

const struct board_driver dahdi_driver = {
    .name = "dahdi",
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
    .wait = wait_block,
    .describe = describe,
    .info = info,
};
