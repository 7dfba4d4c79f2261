// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Dialogic boards: their libraries, found when a board is opened, and the board's clock. Events come through sr_waitevt, on the
 * media thread. The clock is the system's: the boards have one, and tell it to nobody. See dialogic.h for the address.
 */

#include "dialogic.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

#define PER_BOARD 4 /* voice channels of a virtual board */

static pthread_mutex_t owner_lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct dialogic *) owner;

struct dialogic *dialogic_owner(void) { return atomic_load(&owner); }

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
    if (board->r4.sr_waitevt((long)left) >= 0) dialogic_take_event(board);
    left = nanoseconds_until(&board->due) / 1000000;
  }
  for (int turn = 0; turn < 64 && board->r4.sr_waitevt(0) >= 0; turn++) dialogic_take_event(board);
  board->clock += DIALOGIC_BLOCK;
  board->due.tv_nsec += 20000000;
  if (board->due.tv_nsec >= 1000000000) {
    board->due.tv_nsec -= 1000000000;
    board->due.tv_sec++;
  }
  for (int i = 0; i < board->count; i++) dialogic_tick(&board->lines[i]);
  return 0;
}

/* The board */

static int find(struct dialogic *board, const char *folder) {
  static const char *const files[] = {"libsrl.so", "libdxxx.so", "libec.so", "libgc.so"};
  for (int i = 0; i < 4; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", files[i]);
    /* They have threads of their own, and cannot be let go of. */
    board->libraries[i] = dlopen(path, RTLD_NOW | RTLD_NODELETE);
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
      {"gc_Start", &board->r4.gc_Start, true},
      {"gc_OpenEx", &board->r4.gc_OpenEx, true},
      {"gc_Close", &board->r4.gc_Close, true},
      {"gc_GetVoiceH", &board->r4.gc_GetVoiceH, true},
      {"gc_MakeCall", &board->r4.gc_MakeCall, true},
      {"gc_DropCall", &board->r4.gc_DropCall, true},
      {"gc_ReleaseCallEx", &board->r4.gc_ReleaseCallEx, true},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *found = NULL;
    for (int library = 0; library < 4 && !found; library++)
      if (board->libraries[library]) found = dlsym(board->libraries[library], wanted[i].name);
    if (!found && !wanted[i].is_optional) return -ENOENT;
    memcpy(wanted[i].place, &found, sizeof found);
  }
  return 0;
}

static void close_board(void *state) {
  struct dialogic *board = state;
  for (int i = 0; i < board->count; i++) {
    struct dialogic_line *line = &board->lines[i];
    dialogic_hang_up(line);
    if (board->is_digital)
      board->r4.gc_Close(line->span_line);
    else
      board->r4.dx_close(line->device);
  }
  pthread_mutex_lock(&owner_lock);
  struct dialogic *self = board;
  atomic_compare_exchange_strong(&owner, &self, NULL);
  pthread_mutex_unlock(&owner_lock);
  for (int i = 0; i < 4; i++)
    if (board->libraries[i]) dlclose(board->libraries[i]);
  free(board);
}

struct address {
  int channels, guard, slots;
  bool answers_by_polarity;
  char folder[400];
  char protocol[32]; /* "": analog */
};

static int parse(const char *text, struct address *address) {
  *address = (struct address){.channels = 4, .guard = 800 * BOARD_RATE / 1000, .slots = 23, .answers_by_polarity = true};
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
    if (strcmp(pair, "channels") == 0 && is_number && number >= 1 && number <= DIALOGIC_CHANNELS_MAX)
      address->channels = (int)number;
    else if (strcmp(pair, "guard") == 0 && is_number && number >= 0 && number <= 60000)
      address->guard = (int)(number * BOARD_RATE / 1000);
    else if (strcmp(pair, "answer") == 0 && (strcmp(value, "polarity") == 0 || strcmp(value, "none") == 0))
      address->answers_by_polarity = *value == 'p';
    else if (strcmp(pair, "slots") == 0 && is_number && (number == 23 || number == 30))
      address->slots = (int)number;
    else if (strcmp(pair, "protocol") == 0 && *value && strlen(value) < sizeof address->protocol)
      strcpy(address->protocol, value);
    else if (strcmp(pair, "lib") == 0 && *value && strlen(value) < sizeof address->folder)
      strcpy(address->folder, value);
    else
      return -EINVAL;
  }
  return 0;
}

/* Opens line `index`: its device, and for a digital one the bearer to which the library attaches it. */
static int open_line(struct dialogic *board, const struct address *address, int index) {
  struct dialogic_line *line = &board->lines[index];
  struct r4 *r4 = &board->r4;
  char name[96], voice[32];
  snprintf(voice, sizeof voice, "dxxxB%dC%d", index / PER_BOARD + 1, index % PER_BOARD + 1);
  *line = (struct dialogic_line){.board = board, .index = index, .base = -1};
  if (board->is_digital) {
    snprintf(name, sizeof name, ":N_dtiB%dT%d:P_%s:V_%s", index / address->slots + 1, index % address->slots + 1,
             address->protocol, voice);
    if (r4->gc_OpenEx(&line->span_line, name, EV_ASYNC, NULL) < 0) return -ENODEV;
    if (r4->gc_GetVoiceH(line->span_line, &line->device) < 0) return -ENODEV;
  } else {
    line->device = r4->dx_open(voice, 0);
    if (line->device < 0) return -ENODEV;
  }
  board->count++;
  /* The smallest buffers that it has. */
  if (r4->dx_setchxfercnt) r4->dx_setchxfercnt(line->device, 0);
  unsigned mask = DM(DE_RINGS) | DM(DE_RNGOFF) | DM(DE_LCOF) | DM(DE_LCREV);
  return !board->is_digital && r4->dx_setevtmsk(line->device, mask) < 0 ? -EIO : 0;
}

static int open_lines(struct dialogic *board, const struct address *address) {
  struct dx_uio functions = {
      .u_read = dialogic_uio_read, .u_write = dialogic_uio_write, .u_seek = dialogic_uio_seek};
  if (board->r4.dx_setuio(functions) < 0) return -EIO;
  if (board->is_digital && board->r4.gc_Start(NULL) < 0) return -EIO;
  int error = 0;
  for (int i = 0; i < address->channels && !error; i++) error = open_line(board, address, i);
  return error;
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
  board->is_digital = *address.protocol;
  error = find(board, address.folder);
  bool has_calls = board->r4.gc_Start && board->r4.gc_OpenEx && board->r4.gc_Close && board->r4.gc_GetVoiceH &&
                   board->r4.gc_MakeCall && board->r4.gc_DropCall && board->r4.gc_ReleaseCallEx;
  if (!error && board->is_digital && !has_calls) error = -ENOENT;
  if (error) {
    for (int i = 0; i < 4; i++)
      if (board->libraries[i]) dlclose(board->libraries[i]);
    free(board);
    return error;
  }
  pthread_mutex_lock(&owner_lock);
  struct dialogic *nobody = NULL;
  bool is_owner = atomic_compare_exchange_strong(&owner, &nobody, board);
  pthread_mutex_unlock(&owner_lock);
  error = is_owner ? open_lines(board, &address) : -EBUSY;
  if (error) {
    close_board(board);
    return error;
  }
  *state = board;
  return 0;
}

static int channels(void *state) { return ((struct dialogic *)state)->count; }

static int64_t board_time(void *state) { return ((struct dialogic *)state)->clock; }

static struct dialogic_line *line_of(void *state, int channel) { return &((struct dialogic *)state)->lines[channel]; }

static int seize(void *state, int channel) { return dialogic_seize(line_of(state, channel)); }

static int dial(void *state, int channel, const char *digits) {
  return dialogic_dial(line_of(state, channel), digits);
}

static int answer(void *state, int channel) { return dialogic_answer(line_of(state, channel)); }

static int hang_up(void *state, int channel) { return dialogic_hang_up(line_of(state, channel)); }

static int read_samples(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  return dialogic_read(line_of(state, channel), samples, wanted, at);
}

static int write_samples(void *state, int channel, const int16_t *samples, int offered) {
  return dialogic_write(line_of(state, channel), samples, offered);
}

static int next_event(void *state, int channel, struct board_event *event) {
  return dialogic_next_event(line_of(state, channel), event);
}

static int describe(void *state, int channel, char *text, int size) {
  struct dialogic *board = state;
  snprintf(text, (size_t)size, "Dialogic dxxxB%dC%d: %s, mu-law, %s", channel / PER_BOARD + 1,
           channel % PER_BOARD + 1, board->is_digital ? "Global Call" : "analog", board->r4.ec_stream ? "listens while it speaks" : "listens only");
  return 0;
}

static int info(void *state, int channel, struct board_info *info) {
  struct dialogic_line *line = line_of(state, channel);
  *info = line_counters_info(&line->counters, atomic_load(&line->state));
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
