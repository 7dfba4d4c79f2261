// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Dialogic boards and HMP by their R4 voice library: "dialogic:[key=value[,key=value]...]".
 *
 *   channels=4        dxxxB1C1 to dxxxB1C4; 1 to 480, four to a virtual board as the library counts them
 *   lib=/usr/dialogic/lib   where the libraries are; without it, where the loader finds them
 *   answer=polarity   whether a reversal of the loop current is an answer: polarity or none
 *   guard=800         ms of rest after a call
 *
 * The library delivers audio on threads of its own, through functions that it calls: ec_stream while it plays, where
 * there is a libec; without one a channel listens, and does not speak. They meet the media thread in two rings for
 * each line, each of one writer and one reader. Events come through sr_waitevt, on the media thread. The clock is the
 * system's: the boards have one, and tell it to nobody.
 */

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"
#include "g711.h"
#include "r4.h"
#include "registry.h"

#define CHANNELS_MAX 480
#define PER_BOARD 4
#define QUEUE 4096 /* codes each way, a power of two */
#define EVENTS 32
#define BLOCK 160
#define STALLED (2 * BOARD_RATE) /* the library hands over up to half a second at once */
#define SILENCE 0xff             /* mu-law */

enum phase { IDLE, RINGING, SEIZING, OPEN, DIALING, LEAVING, RESTING };

/* Codes between the library's thread and the media thread. */
struct ring {
  uint8_t codes[QUEUE];
  _Atomic unsigned written, taken;
};

struct line {
  int device;
  enum phase phase;
  bool was_dialed, is_answered, has_left, is_down;
  int64_t clock, base, received, last_audio, free_at;
  struct ring heard, sent;
  _Atomic bool is_streaming, is_speaking;
  struct dx_iott playing, recording;
  struct board_event events[EVENTS];
  unsigned first_event, event_count;
  _Atomic int32_t state;
  _Atomic int64_t samples_in, samples_out, overruns, underruns, short_reads, short_writes, events_lost;
};

struct dialogic {
  struct r4 r4;
  void *libraries[3];
  bool answers_by_polarity;
  int guard, count;
  int64_t clock;
  struct timespec due;
  struct line lines[];
};

/* The library's functions know a handle, not a board: there is one library, so one board is open at a time. */
static pthread_mutex_t owner_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct dialogic *) owner;

static void count(_Atomic int64_t *counter, int64_t by) {
  atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

/* Rings */

static unsigned ring_put(struct ring *ring, const uint8_t *codes, unsigned wanted) {
  unsigned written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  unsigned room = QUEUE - (written - atomic_load_explicit(&ring->taken, memory_order_acquire));
  unsigned put = wanted < room ? wanted : room;
  for (unsigned i = 0; i < put; i++) ring->codes[(written + i) % QUEUE] = codes[i];
  atomic_store_explicit(&ring->written, written + put, memory_order_release);
  return put;
}

static unsigned ring_take(struct ring *ring, uint8_t *codes, unsigned wanted) {
  unsigned taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
  unsigned fill = atomic_load_explicit(&ring->written, memory_order_acquire) - taken;
  unsigned got = wanted < fill ? wanted : fill;
  for (unsigned i = 0; i < got; i++) codes[i] = ring->codes[(taken + i) % QUEUE];
  atomic_store_explicit(&ring->taken, taken + got, memory_order_release);
  return got;
}

/* By the reader only. */
static void ring_empty(struct ring *ring) { atomic_store(&ring->taken, atomic_load(&ring->written)); }

/* The library's threads */

static struct line *line_of_handle(int handle) {
  struct dialogic *board = atomic_load(&owner);
  return board && handle >= 0 && handle < board->count ? &board->lines[handle] : NULL;
}

static void hear(struct line *line, const void *buffer, unsigned size) {
  if (!atomic_load(&line->is_streaming)) return;
  unsigned put = ring_put(&line->heard, buffer, size);
  if (put < size) count(&line->overruns, size - put);
}

static int uio_write(int handle, void *buffer, unsigned size) {
  struct line *line = line_of_handle(handle);
  if (!line || !atomic_load(&line->is_streaming)) return -1;
  hear(line, buffer, size);
  return (int)size;
}

static int uio_read(int handle, void *buffer, unsigned size) {
  struct line *line = line_of_handle(handle);
  if (!line || !atomic_load(&line->is_streaming)) return 0; /* the end of what is played */
  unsigned got = ring_take(&line->sent, buffer, size);
  memset((uint8_t *)buffer + got, SILENCE, size - got);
  if (got < size && atomic_load(&line->is_speaking)) count(&line->underruns, size - got);
  return (int)size;
}

static long uio_seek(int handle, long offset, int whence) {
  (void)handle;
  (void)offset;
  (void)whence;
  return 0;
}

static int ec_heard(int device, char *buffer, unsigned size) {
  struct dialogic *board = atomic_load(&owner);
  for (int i = 0; board && i < board->count; i++)
    if (board->lines[i].device == device) hear(&board->lines[i], buffer, size);
  return 0;
}

/* Events */

static int index_of(const struct dialogic *board, const struct line *line) { return (int)(line - board->lines); }

static void tell(struct dialogic *board, struct line *line, int kind, int detail) {
  if (line->event_count == EVENTS) {
    count(&line->events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % EVENTS] = (struct board_event){
      .kind = kind,
      .channel = index_of(board, line),
      .detail = detail,
      .at = line->base < 0 ? board->clock : line->base + line->received,
  };
}

static void enter(struct line *line, enum phase phase) {
  static const int32_t states[] = {[IDLE] = BOARD_IDLE,        [RINGING] = BOARD_RINGING, [SEIZING] = BOARD_OFF_HOOK,
                                   [OPEN] = BOARD_OFF_HOOK,    [DIALING] = BOARD_OFF_HOOK, [LEAVING] = BOARD_LEAVING,
                                   [RESTING] = BOARD_LEAVING};
  line->phase = phase;
  atomic_store(&line->state, line->is_down ? BOARD_DOWN : states[phase]);
}

static bool in_call(const struct line *line) { return line->phase >= RINGING && line->phase <= DIALING; }

static void fail(struct dialogic *board, struct line *line) {
  if (!line->is_down) tell(board, line, BOARD_ALARM, 1);
  line->is_down = true;
  enter(line, line->phase);
}

static void start_audio(struct dialogic *board, struct line *line) {
  struct dx_xpb format = {.wFileFormat = FILE_FORMAT_VOX,
                          .wDataFormat = DATA_FORMAT_MULAW,
                          .nSamplesPerSec = BOARD_RATE,
                          .wBitsPerSample = 8};
  line->base = -1;
  line->received = 0;
  line->last_audio = board->clock;
  ring_empty(&line->heard);
  atomic_store(&line->is_streaming, true);
  int handle = index_of(board, line);
  int result;
  if (board->r4.ec_stream) {
    result = board->r4.ec_stream(line->device, NULL, &format, ec_heard, EV_ASYNC);
  } else {
    line->recording = (struct dx_iott){.io_type = IO_UIO | IO_EOT, .io_fhandle = handle, .io_length = -1};
    result = board->r4.dx_reciottdata(line->device, &line->recording, NULL, &format, EV_ASYNC);
  }
  if (result < 0) fail(board, line);
}

/* What is to be said, from the end of dialing on; a channel that dials plays nothing. */
static void start_speech(struct dialogic *board, struct line *line) {
  if (!board->r4.ec_stream) return;
  struct dx_xpb format = {.wFileFormat = FILE_FORMAT_VOX,
                          .wDataFormat = DATA_FORMAT_MULAW,
                          .nSamplesPerSec = BOARD_RATE,
                          .wBitsPerSample = 8};
  line->playing =
      (struct dx_iott){.io_type = IO_UIO | IO_EOT, .io_fhandle = index_of(board, line), .io_length = -1};
  if (board->r4.dx_playiottdata(line->device, &line->playing, NULL, &format, EV_ASYNC) < 0) fail(board, line);
}

static void hook_is_set(struct dialogic *board, struct line *line, int state) {
  if (state == DX_OFFHOOK && line->phase == SEIZING) {
    enter(line, OPEN);
    start_audio(board, line);
    tell(board, line, BOARD_SEIZED, 0);
    if (line->is_answered) start_speech(board, line);
  } else if (state == DX_ONHOOK && line->phase == LEAVING) {
    line->free_at = board->clock + board->guard;
    enter(line, RESTING);
  }
}

static void status_changed(struct dialogic *board, struct line *line, int event) {
  bool is_up = line->phase == OPEN || line->phase == DIALING;
  switch (event) {
  case DE_RINGS:
    if (line->phase != IDLE) break;
    enter(line, RINGING);
    tell(board, line, BOARD_RING, 0);
    break;
  case DE_RNGOFF:
    if (line->phase != RINGING) break;
    enter(line, IDLE);
    tell(board, line, BOARD_FREE, 0);
    break;
  case DE_LCREV:
    if (!board->answers_by_polarity || line->phase != OPEN || !line->was_dialed || line->is_answered) {
      tell(board, line, BOARD_POLARITY, 0);
      break;
    }
    line->is_answered = true;
    tell(board, line, BOARD_ANSWERED, 0);
    break;
  case DE_LCOF:
    if (!is_up || line->has_left) break;
    line->has_left = true;
    tell(board, line, BOARD_RELEASED, 0);
    break;
  default: break;
  }
}

static void take_event(struct dialogic *board) {
  long device = board->r4.sr_getevtdev(0);
  long type = board->r4.sr_getevttype(0);
  const struct dx_cst *status = board->r4.sr_getevtdatap(0);
  struct line *line = NULL;
  for (int i = 0; i < board->count; i++)
    if (board->lines[i].device == device) line = &board->lines[i];
  if (!line) return;
  switch (type) {
  case TDX_SETHOOK:
    if (status) hook_is_set(board, line, status->cst_event);
    break;
  case TDX_CST:
    if (status) status_changed(board, line, status->cst_event);
    break;
  case TDX_DIAL:
    if (line->phase != DIALING) break;
    line->was_dialed = true;
    enter(line, OPEN);
    tell(board, line, BOARD_DIALED, 0);
    start_speech(board, line);
    break;
  case TDX_ERROR: fail(board, line); break;
  default: break; /* transfers that ended, because they were stopped */
  }
}

/* Operations */

static int seize(void *state, int channel) {
  struct dialogic *board = state;
  struct line *line = &board->lines[channel];
  if (line->is_down) return -ENETDOWN;
  if (line->phase != IDLE) return -EBUSY;
  line->was_dialed = line->is_answered = line->has_left = false;
  if (board->r4.dx_sethook(line->device, DX_OFFHOOK, EV_ASYNC) < 0) return -EIO;
  enter(line, SEIZING);
  return 0;
}

static int answer(void *state, int channel) {
  struct line *line = &((struct dialogic *)state)->lines[channel];
  if (line->phase != RINGING) return line->is_answered && in_call(line) ? -EALREADY : -ENOTCONN;
  enter(line, IDLE);
  int error = seize(state, channel);
  line->is_answered = !error;
  return error;
}

static int dial(void *state, int channel, const char *digits) {
  struct dialogic *board = state;
  struct line *line = &board->lines[channel];
  char text[2 * BOARD_DIGITS_MAX + 2] = "T"; /* tones; a comma is a pause of 2 s, which the library has as its shortest */
  size_t length = strlen(digits);
  if (length == 0 || length > BOARD_DIGITS_MAX || strspn(digits, "0123456789*#abcdABCDw") != length) return -EINVAL;
  if (line->phase == DIALING) return -EBUSY;
  if (line->phase != OPEN) return -ENOTCONN;
  for (size_t i = 0; i < length; i++) text[i + 1] = digits[i] == BOARD_PAUSE ? ',' : digits[i];
  if (board->r4.dx_dial(line->device, text, NULL, EV_ASYNC) < 0) return -EIO;
  enter(line, DIALING);
  return 0;
}

static int hang_up(void *state, int channel) {
  struct dialogic *board = state;
  struct line *line = &board->lines[channel];
  if (!in_call(line)) return 0;
  atomic_store(&line->is_streaming, false);
  atomic_store(&line->is_speaking, false);
  board->r4.dx_stopch(line->device, EV_ASYNC);
  enter(line, LEAVING);
  line->last_audio = board->clock;
  if (board->r4.dx_sethook(line->device, DX_ONHOOK, EV_ASYNC) < 0) fail(board, line);
  return 0;
}

static int read_samples(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  struct dialogic *board = state;
  struct line *line = &board->lines[channel];
  uint8_t codes[BLOCK];
  int taken = 0;
  *at = line->base < 0 ? board->clock : line->base + line->received;
  if (!in_call(line)) return 0;
  while (taken < wanted) {
    unsigned left = (unsigned)(wanted - taken);
    unsigned got = ring_take(&line->heard, codes, left < BLOCK ? left : BLOCK);
    if (got == 0) break;
    for (unsigned i = 0; i < got; i++) samples[taken + (int)i] = g711_decode(codes[i], false);
    taken += (int)got;
  }
  if (taken > 0 && line->base < 0) *at = line->base = board->clock - taken;
  line->received += taken;
  if (taken > 0) line->last_audio = board->clock;
  count(&line->samples_in, taken);
  if (taken < wanted) count(&line->short_reads, 1);
  return taken;
}

static int write_samples(void *state, int channel, const int16_t *samples, int offered) {
  struct dialogic *board = state;
  struct line *line = &board->lines[channel];
  uint8_t codes[BLOCK];
  int taken = 0;
  if (!in_call(line)) return -ENOTCONN;
  if (line->is_down) return -ENETDOWN;
  if (line->phase != OPEN) return -EBUSY;
  while (taken < offered) {
    int left = offered - taken < BLOCK ? offered - taken : BLOCK;
    for (int i = 0; i < left; i++) codes[i] = g711_encode(samples[taken + i], false);
    /* Without libec nobody takes it: it is gone. */
    int put = board->r4.ec_stream ? (int)ring_put(&line->sent, codes, (unsigned)left) : left;
    taken += put;
    if (put < left) break;
  }
  if (taken > 0) atomic_store(&line->is_speaking, board->r4.ec_stream != NULL);
  count(&line->samples_out, taken);
  if (taken < offered) count(&line->short_writes, 1);
  return taken;
}

static int next_event(void *state, int channel, struct board_event *event) {
  struct line *line = &((struct dialogic *)state)->lines[channel];
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % EVENTS;
  line->event_count--;
  return 1;
}

static void serve(struct dialogic *board, struct line *line) {
  bool should_sound = line->phase == OPEN || line->phase == DIALING;
  if (should_sound && !line->is_down && board->clock - line->last_audio > STALLED) fail(board, line);
  if (line->phase == RESTING && board->clock >= line->free_at) {
    line->base = -1;
    if (line->is_down) tell(board, line, BOARD_ALARM_OVER, 0); /* the next call will show */
    line->is_down = false;
    enter(line, IDLE);
    tell(board, line, BOARD_FREE, 0);
  }
}

static int64_t nanoseconds_until(const struct timespec *due) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return ((int64_t)due->tv_sec - now.tv_sec) * 1000000000 + due->tv_nsec - now.tv_nsec;
}

static int wait_block(void *state, int timeout_ms) {
  struct dialogic *board = state;
  int64_t left = nanoseconds_until(&board->due) / 1000000;
  for (int turn = 0; turn < 10000 && left > 0; turn++) {
    if (left > timeout_ms) return -ETIMEDOUT;
    if (board->r4.sr_waitevt((long)left) >= 0) take_event(board);
    left = nanoseconds_until(&board->due) / 1000000;
  }
  for (int turn = 0; turn < 64 && board->r4.sr_waitevt(0) >= 0; turn++) take_event(board);
  board->clock += BLOCK;
  board->due.tv_nsec += 20000000;
  if (board->due.tv_nsec >= 1000000000) {
    board->due.tv_nsec -= 1000000000;
    board->due.tv_sec++;
  }
  for (int i = 0; i < board->count; i++) serve(board, &board->lines[i]);
  return 0;
}

/* The board */

static int find(struct dialogic *board, const char *folder) {
  static const char *const files[] = {"libsrl.so", "libdxxx.so", "libec.so"};
  for (int i = 0; i < 3; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", files[i]);
    board->libraries[i] = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  }
  struct {
    const char *name;
    void *place;
    bool is_optional;
  } wanted[] = {
      {"dx_open", &board->r4.dx_open, false},
      {"dx_close", &board->r4.dx_close, false},
      {"dx_sethook", &board->r4.dx_sethook, false},
      {"dx_dial", &board->r4.dx_dial, false},
      {"dx_setevtmsk", &board->r4.dx_setevtmsk, false},
      {"dx_stopch", &board->r4.dx_stopch, false},
      {"dx_setuio", &board->r4.dx_setuio, false},
      {"dx_setchxfercnt", &board->r4.dx_setchxfercnt, true},
      {"dx_playiottdata", &board->r4.dx_playiottdata, false},
      {"dx_reciottdata", &board->r4.dx_reciottdata, false},
      {"ec_stream", &board->r4.ec_stream, true},
      {"sr_waitevt", &board->r4.sr_waitevt, false},
      {"sr_getevtdev", &board->r4.sr_getevtdev, false},
      {"sr_getevttype", &board->r4.sr_getevttype, false},
      {"sr_getevtdatap", &board->r4.sr_getevtdatap, false},
      {"ATDV_ERRMSGP", &board->r4.ATDV_ERRMSGP, true},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *found = NULL;
    for (int library = 0; library < 3 && !found; library++)
      if (board->libraries[library]) found = dlsym(board->libraries[library], wanted[i].name);
    if (!found && !wanted[i].is_optional) return -ENOENT;
    memcpy(wanted[i].place, &found, sizeof found);
  }
  return 0;
}

static void close_board(void *state) {
  struct dialogic *board = state;
  for (int i = 0; i < board->count; i++) {
    struct line *line = &board->lines[i];
    atomic_store(&line->is_streaming, false);
    if (in_call(line)) {
      board->r4.dx_stopch(line->device, EV_ASYNC);
      board->r4.dx_sethook(line->device, DX_ONHOOK, EV_ASYNC);
    }
    board->r4.dx_close(line->device);
  }
  pthread_mutex_lock(&owner_lock);
  struct dialogic *self = board;
  atomic_compare_exchange_strong(&owner, &self, NULL);
  pthread_mutex_unlock(&owner_lock);
  for (int i = 0; i < 3; i++)
    if (board->libraries[i]) dlclose(board->libraries[i]);
  free(board);
}

struct address {
  int channels, guard;
  bool answers_by_polarity;
  char folder[400];
};

static int parse(const char *text, struct address *address) {
  *address = (struct address){.channels = 4, .guard = 800 * BOARD_RATE / 1000, .answers_by_polarity = true};
  while (*text) {
    size_t length = strcspn(text, ",");
    char pair[500];
    if (length >= sizeof pair) return -EINVAL;
    memcpy(pair, text, length);
    pair[length] = 0;
    text += length + (text[length] == ',');
    char *value = strchr(pair, '=');
    if (!value) return -EINVAL;
    *value++ = 0;
    char *rest = value;
    long number = strtol(value, &rest, 10);
    bool is_number = rest != value && !*rest;
    if (strcmp(pair, "channels") == 0 && is_number && number >= 1 && number <= CHANNELS_MAX)
      address->channels = (int)number;
    else if (strcmp(pair, "guard") == 0 && is_number && number >= 0 && number <= 60000)
      address->guard = (int)(number * BOARD_RATE / 1000);
    else if (strcmp(pair, "answer") == 0 && (strcmp(value, "polarity") == 0 || strcmp(value, "none") == 0))
      address->answers_by_polarity = *value == 'p';
    else if (strcmp(pair, "lib") == 0 && *value && strlen(value) < sizeof address->folder)
      strcpy(address->folder, value);
    else
      return -EINVAL;
  }
  return 0;
}

static int open_lines(struct dialogic *board, int channels) {
  struct dx_uio functions = {.u_read = uio_read, .u_write = uio_write, .u_seek = uio_seek};
  if (board->r4.dx_setuio(functions) < 0) return -EIO;
  for (int i = 0; i < channels; i++) {
    char name[32];
    snprintf(name, sizeof name, "dxxxB%dC%d", i / PER_BOARD + 1, i % PER_BOARD + 1);
    int device = board->r4.dx_open(name, 0);
    if (device < 0) return -ENODEV;
    board->lines[board->count++] = (struct line){.device = device, .base = -1};
    /* The smallest buffers that it has. */
    if (board->r4.dx_setchxfercnt) board->r4.dx_setchxfercnt(device, 0);
    unsigned mask = DM(DE_RINGS) | DM(DE_RNGOFF) | DM(DE_LCOF) | DM(DE_LCREV);
    if (board->r4.dx_setevtmsk(device, mask) < 0) return -EIO;
  }
  return 0;
}

static int open_board(const char *text, void **state) {
  struct address address;
  int error = parse(text, &address);
  if (error) return error;
  struct dialogic *board = calloc(1, sizeof *board + (size_t)address.channels * sizeof board->lines[0]);
  if (!board) return -ENOMEM;
  board->answers_by_polarity = address.answers_by_polarity;
  board->guard = address.guard;
  clock_gettime(CLOCK_MONOTONIC, &board->due);
  error = find(board, address.folder);
  if (error) {
    for (int i = 0; i < 3; i++)
      if (board->libraries[i]) dlclose(board->libraries[i]);
    free(board);
    return error;
  }
  pthread_mutex_lock(&owner_lock);
  struct dialogic *nobody = NULL;
  bool is_owner = atomic_compare_exchange_strong(&owner, &nobody, board);
  pthread_mutex_unlock(&owner_lock);
  error = is_owner ? open_lines(board, address.channels) : -EBUSY;
  if (error) {
    close_board(board);
    return error;
  }
  *state = board;
  return 0;
}

static int channels(void *state) { return ((struct dialogic *)state)->count; }

static int64_t board_time(void *state) { return ((struct dialogic *)state)->clock; }

static int describe(void *state, int channel, char *text, int size) {
  struct dialogic *board = state;
  snprintf(text, (size_t)size, "Dialogic dxxxB%dC%d: R4 voice, mu-law, %s", channel / PER_BOARD + 1,
           channel % PER_BOARD + 1, board->r4.ec_stream ? "listens while it speaks" : "listens only");
  return 0;
}

static int info(void *state, int channel, struct board_info *info) {
  struct line *line = &((struct dialogic *)state)->lines[channel];
  *info = (struct board_info){
      .state = atomic_load(&line->state),
      .samples_in = atomic_load(&line->samples_in),
      .samples_out = atomic_load(&line->samples_out),
      .overruns = atomic_load(&line->overruns),
      .underruns = atomic_load(&line->underruns),
      .short_reads = atomic_load(&line->short_reads),
      .short_writes = atomic_load(&line->short_writes),
      .events_lost = atomic_load(&line->events_lost),
  };
  return 0;
}

const struct board_driver dialogic_driver = {
    .name = "dialogic",
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
