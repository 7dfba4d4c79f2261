// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Lines on ALSA PCMs: see alsa.h for addresses and for what such a line can and cannot signal.
 *
 * Devices run from open to close, at rest too. The first one that captures is the board's clock: a block is due when
 * it has captured one, and where none does, when the machine's clock says so. Each device plays a block for each that it captured: at the next board_wait, what its owner has
 * written by then.
 */

#include "alsa.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dialer.h"
#include "pcm.h"
#include "registry.h"

enum {
  BLOCK = BOARD_RATE / 50,
  QUEUE = 2048, /* samples that a line holds either way */
  EVENTS = 16,
  REOPEN_MS = 500,
  SILENT_MS = 100 /* a device that captures nothing for so long is no clock */
};

struct queue {
  int16_t samples[QUEUE];
  unsigned first, fill;
};

struct line {
  struct device *device;
  int channel; /* of the device */
  int index;   /* of the board */
  struct queue in, out;
  struct board_event events[EVENTS];
  unsigned first_event, event_count;
  struct dialer dialer;
  bool speaking; /* has written since it seized or dialed: silence is now an underrun */
  int leaving;   /* samples to the on-hook that was asked for, then to rest */
  bool on_hook;  /* of those, the second */
  snd_ctl_elem_value_t *hook; /* NULL: no switch */
  snd_ctl_elem_value_t *far;  /* the far end's hook; NULL: not reported */
  bool answered;
  _Atomic int32_t state;
  _Atomic int64_t samples_in, samples_out, overruns, underruns, short_reads, short_writes, events_lost;
};

struct device {
  struct alsa *board;
  struct pcm_options options;
  char *name;
  struct pcm *pcm;     /* NULL: lost, `opener` looks for it */
  int channels;        /* that its lines need */
  int first, lines;    /* of the board's lines */
  int fresh;           /* captured frames of which no block was made */
  int owed;            /* frames to be played for those that were */
  atomic_bool lost;
  _Atomic int64_t reopens;
  pthread_t opener; /* while `searching` */
  bool searching;
  struct pcm *_Atomic found;
  char description[BOARD_DESCRIPTION_MAX];
};

struct alsa {
  struct alsa_address address;
  int devices, line_count;
  struct device *device; /* devices of them */
  struct line *lines;
  snd_ctl_t *controls; /* NULL: no hook switches */
  int64_t clock;
  int64_t idle_at; /* CLOCK_MONOTONIC of the last block while no device gives the time, ns; 0: one does */
  atomic_bool closing;
};

static void count(_Atomic int64_t *counter, int64_t by) {
  atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void pause_for(int64_t ns) {
  if (ns <= 0) return;
  struct timespec time = {ns / 1000000000, ns % 1000000000};
  nanosleep(&time, NULL);
}

/* Queues: what is put into a full one pushes out the oldest. */

static int put(struct queue *queue, const int16_t *samples, int wanted, int step) {
  int dropped = 0;
  for (int i = 0; i < wanted; i++) {
    if (queue->fill == QUEUE) {
      queue->first = (queue->first + 1) % QUEUE;
      queue->fill--;
      dropped++;
    }
    queue->samples[(queue->first + queue->fill++) % QUEUE] = samples[i * step];
  }
  return dropped;
}

static int take(struct queue *queue, int16_t *samples, int wanted, int step) {
  int taken = wanted < (int)queue->fill ? wanted : (int)queue->fill;
  for (int i = 0; i < taken; i++) samples[i * step] = queue->samples[(queue->first + (unsigned)i) % QUEUE];
  queue->first = (queue->first + (unsigned)taken) % QUEUE;
  queue->fill -= (unsigned)taken;
  return taken;
}

/* Events */

static void tell(struct alsa *board, struct line *line, int kind, int detail) {
  if (line->event_count == EVENTS) {
    count(&line->events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % EVENTS] =
      (struct board_event){.kind = kind, .channel = line->index, .detail = detail, .at = board->clock};
}

static int next_event(void *state, int channel, struct board_event *event) {
  struct line *line = &((struct alsa *)state)->lines[channel];
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % EVENTS;
  line->event_count--;
  return 1;
}

/* Calls */

static bool is_down(const struct line *line) { return atomic_load(&line->device->lost); }

static bool is_up(const struct line *line) { return atomic_load(&line->state) == BOARD_OFF_HOOK; }

/* 0, or what the control says. */
static int set_hook(struct alsa *board, struct line *line, int off_hook) {
  if (!line->hook) return 0;
  snd_ctl_elem_value_set_boolean(line->hook, 0, off_hook);
  int error = snd_ctl_elem_write(board->controls, line->hook);
  return error < 0 ? error : 0;
}

static int seize(void *state, int channel) {
  struct alsa *board = state;
  struct line *line = &board->lines[channel];
  if (is_down(line)) return -ENETDOWN;
  if (atomic_load(&line->state) != BOARD_IDLE) return -EBUSY;
  int error = set_hook(board, line, 1);
  if (error) return error;
  line->in.fill = line->out.fill = 0;
  line->dialer.count = 0;
  line->speaking = line->answered = false;
  atomic_store(&line->state, BOARD_OFF_HOOK);
  tell(board, line, BOARD_SEIZED, 0);
  return 0;
}

static int dial(void *state, int channel, const char *digits) {
  struct line *line = &((struct alsa *)state)->lines[channel];
  struct dialer dialer;
  int error = dialer_start(&dialer, digits);
  if (error) return error;
  if (!is_up(line)) return -ENOTCONN;
  if (line->dialer.count) return -EBUSY;
  line->dialer = dialer;
  line->speaking = false;
  return 0;
}

static int hang_up(void *state, int channel) {
  struct alsa *board = state;
  struct line *line = &board->lines[channel];
  if (!is_up(line)) return 0;
  line->dialer.count = 0;
  line->speaking = false;
  /* What was written is still on its way. */
  line->leaving = line->hook ? (int)line->out.fill + board->address.ahead * BOARD_RATE / 1000 : (int)line->out.fill;
  line->on_hook = false;
  atomic_store(&line->state, BOARD_LEAVING);
  return 0;
}

/* A block of a line that is off-hook: whether the far end answered, or left. */
static void supervise(struct alsa *board, struct line *line) {
  if (!line->far || snd_ctl_elem_read(board->controls, line->far) < 0) return;
  bool answered = snd_ctl_elem_value_get_boolean(line->far, 0);
  if (answered != line->answered) tell(board, line, answered ? BOARD_ANSWERED : BOARD_RELEASED, 0);
  line->answered = answered;
}

/* A block of a line that is being left. */
static void leave(struct alsa *board, struct line *line) {
  line->leaving -= BLOCK;
  if (line->leaving > 0) return;
  if (line->hook && !line->on_hook) {
    line->on_hook = true;
    line->leaving = board->address.rest * BOARD_RATE / 1000;
    if (set_hook(board, line, 0) == 0 && line->leaving > 0) return;
  }
  line->in.fill = line->out.fill = 0;
  atomic_store(&line->state, BOARD_IDLE);
  tell(board, line, BOARD_FREE, 0);
}

static int read_samples(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  struct alsa *board = state;
  struct line *line = &board->lines[channel];
  *at = board->clock - line->in.fill;
  if (!is_up(line)) return 0;
  int taken = take(&line->in, samples, wanted, 1);
  count(&line->samples_in, taken);
  if (taken < wanted) count(&line->short_reads, 1);
  return taken;
}

static int write_samples(void *state, int channel, const int16_t *samples, int offered) {
  struct line *line = &((struct alsa *)state)->lines[channel];
  if (!is_up(line)) return -ENOTCONN;
  if (is_down(line)) return -ENETDOWN;
  if (line->dialer.count) return -EBUSY;
  int room = (int)(QUEUE - line->out.fill);
  int taken = offered < room ? offered : room;
  put(&line->out, samples, taken, 1);
  if (offered > 0) line->speaking = true;
  count(&line->samples_out, taken);
  if (taken < offered) count(&line->short_writes, 1);
  return taken;
}

static int info(void *state, int channel, struct board_info *info) {
  struct line *line = &((struct alsa *)state)->lines[channel];
  *info = (struct board_info){
      .state = is_down(line) ? BOARD_DOWN : atomic_load(&line->state),
      .samples_in = atomic_load(&line->samples_in),
      .samples_out = atomic_load(&line->samples_out),
      .overruns = atomic_load(&line->overruns),
      .underruns = atomic_load(&line->underruns),
      .short_reads = atomic_load(&line->short_reads),
      .short_writes = atomic_load(&line->short_writes),
      .events_lost = atomic_load(&line->events_lost),
      .reopens = atomic_load(&line->device->reopens),
  };
  return 0;
}

static int describe(void *state, int channel, char *text, int size) {
  struct alsa *board = state;
  struct line *line = &board->lines[channel];
  snprintf(text, (size_t)size, "PCM %s channel %d, %s%s", line->device->name, line->channel + 1,
           line->device->description,
           line->far ? ", hook switches of both ends" : line->hook ? ", hook switch" : ", no signalling");
  return 0;
}

/* Devices that are lost and found */

/* Closes what is left of a device and looks for it until it is there again. Nobody else opens or closes meanwhile: a
   sound server that hangs holds up this thread only. */
static void *look_for(void *argument) {
  struct device *device = argument;
  if (device->pcm) pcm_close(device->pcm);
  device->pcm = NULL;
  struct pcm *pcm = NULL;
  while (!atomic_load(&device->board->closing)) {
    if (pcm_open(&device->options, &pcm) == 0) {
      atomic_store(&device->found, pcm);
      break;
    }
    for (int slept = 0; slept < REOPEN_MS && !atomic_load(&device->board->closing); slept += 50)
      pause_for(50 * 1000000LL);
  }
  return NULL;
}

static void lose(struct device *device, int error) {
  struct alsa *board = device->board;
  atomic_store(&device->lost, true);
  device->fresh = device->owed = 0;
  device->searching = pthread_create(&device->opener, NULL, look_for, device) == 0;
  for (int i = 0; i < device->lines; i++) tell(board, &board->lines[device->first + i], BOARD_ALARM, -error);
}

/* Takes a lost device back, if it was found. */
static void regain(struct device *device) {
  struct alsa *board = device->board;
  struct pcm *pcm = atomic_exchange(&device->found, NULL);
  if (pcm) {
    pthread_join(device->opener, NULL);
    device->searching = false;
    device->pcm = pcm;
    if (pcm_channels(pcm) >= device->channels && pcm_start(pcm) == 0) {
      count(&device->reopens, 1);
      atomic_store(&device->lost, false);
      for (int i = 0; i < device->lines; i++) tell(board, &board->lines[device->first + i], BOARD_ALARM_OVER, 0);
      return;
    }
  }
  if (!device->searching) device->searching = pthread_create(&device->opener, NULL, look_for, device) == 0;
}

/* Time */

static void capture(struct device *device) {
  int16_t frames[PCM_FRAMES_MAX * PCM_CHANNELS_MAX];
  struct alsa *board = device->board;
  int channels = pcm_channels(device->pcm);
  /* Bounded: a PCM without a clock, such as ALSA's null, always has more. */
  for (int round = 0; round < 4; round++) {
    int lost = 0;
    int got = pcm_capture(device->pcm, frames, &lost);
    if (got < 0) return lose(device, got);
    for (int i = 0; i < device->lines; i++) {
      struct line *line = &board->lines[device->first + i];
      if (!is_up(line)) continue;
      count(&line->overruns, lost + put(&line->in, frames + line->channel, got, channels));
    }
    device->fresh += got;
    if (device->fresh > QUEUE) device->fresh = QUEUE; /* the lines' queues hold no more */
    if (got == 0) return;
  }
}

/* Plays what the lines' owner has written for the blocks that were captured. */
static void play(struct device *device) {
  int16_t frames[PCM_FRAMES_MAX * PCM_CHANNELS_MAX];
  struct alsa *board = device->board;
  int channels = pcm_channels(device->pcm);
  while (device->owed > 0) {
    int wanted = device->owed < PCM_FRAMES_MAX ? device->owed : PCM_FRAMES_MAX;
    device->owed -= wanted;
    memset(frames, 0, (size_t)(wanted * channels) * sizeof *frames);
    for (int i = 0; i < device->lines; i++) {
      struct line *line = &board->lines[device->first + i];
      int made = take(&line->out, frames + line->channel, wanted, channels);
      if (made < wanted && line->dialer.count) {
        int16_t tones[PCM_FRAMES_MAX];
        int rendered = dialer_render(&line->dialer, tones, wanted - made);
        for (int k = 0; k < rendered; k++) frames[(made + k) * channels + line->channel] = tones[k];
        if (!line->dialer.count) tell(board, line, BOARD_DIALED, 0);
      } else if (made < wanted && line->speaking) {
        count(&line->underruns, wanted - made);
      }
    }
    int silence = 0;
    int error = pcm_play(device->pcm, frames, wanted, &silence);
    if (error) return lose(device, error);
    for (int i = 0; i < device->lines && silence; i++) {
      struct line *line = &board->lines[device->first + i];
      if (is_up(line)) count(&line->underruns, abs(silence));
    }
  }
}

/* The first device that captures: one that is about to be given up does not hold up the others. */
static struct device *master(struct alsa *board) {
  for (int i = 0; i < board->devices; i++) {
    struct device *device = &board->device[i];
    if (!atomic_load(&device->lost) && (device->fresh >= BLOCK || pcm_silence(device->pcm) < SILENT_MS)) return device;
  }
  return NULL;
}

/* Waits until one of the living devices may have captured something, `ns` at most. */
static void wait_for_audio(struct alsa *board, int64_t ns) {
  struct pollfd descriptors[ALSA_DEVICES_MAX * PCM_POLL_MAX];
  int counts[ALSA_DEVICES_MAX];
  int total = 0;
  for (int i = 0; i < board->devices; i++) {
    counts[i] = atomic_load(&board->device[i].lost) ? 0 : pcm_poll(board->device[i].pcm, descriptors + total);
    total += counts[i];
  }
  /* A fifth of a block at most: a device that gives no descriptor, or never wakes, is looked at all the same. */
  int64_t most = BLOCK * 1000000000LL / BOARD_RATE / (total ? 1 : 5);
  if (ns > most) ns = most;
  if (!total) return pause_for(ns);
  if (poll(descriptors, (nfds_t)total, (int)((ns + 999999) / 1000000)) <= 0) return;
  for (int i = 0, at = 0; i < board->devices; at += counts[i++])
    if (counts[i]) pcm_polled(board->device[i].pcm, descriptors + at, counts[i]);
}

static void make_block(struct alsa *board) {
  board->clock += BLOCK;
  for (int i = 0; i < board->devices; i++) {
    struct device *device = &board->device[i];
    int taken = device->fresh < BLOCK ? device->fresh : BLOCK;
    device->fresh -= taken;
    device->owed += taken;
  }
  for (int i = 0; i < board->line_count; i++) {
    struct line *line = &board->lines[i];
    int state = atomic_load(&line->state);
    if (state == BOARD_LEAVING) leave(board, line);
    if (state == BOARD_OFF_HOOK) supervise(board, line);
  }
}

static int wait_for_block(void *state, int timeout_ms) {
  struct alsa *board = state;
  int64_t until = nanoseconds() + timeout_ms * 1000000LL;
  for (int i = 0; i < board->devices; i++) {
    struct device *device = &board->device[i];
    if (atomic_load(&device->lost))
      regain(device);
    else
      play(device);
  }
  const int64_t block = BLOCK * 1000000000LL / BOARD_RATE;
  for (int idle = 0;; idle++) {
    for (int i = 0; i < board->devices; i++)
      if (!atomic_load(&board->device[i].lost)) capture(&board->device[i]);
    struct device *clock = master(board);
    int64_t now = nanoseconds();
    if (clock) {
      board->idle_at = 0;
      if (clock->fresh >= BLOCK) break;
    } else {
      /* Nobody gives the time: the machine does. */
      if (!board->idle_at || now - board->idle_at > 10 * block) board->idle_at = now - block;
      pause_for(board->idle_at + block - now);
      board->idle_at += block;
      break;
    }
    if (now >= until) return -ETIMEDOUT;
    /* Woken for nothing again and again: a device whose descriptor is always ready. */
    if (idle > 8) pause_for(1000000);
    wait_for_audio(board, until - now);
  }
  make_block(board);
  return 0;
}

/* The board */

static void close_board(void *state) {
  struct alsa *board = state;
  atomic_store(&board->closing, true);
  for (int i = 0; board->device && i < board->devices; i++) {
    struct device *device = &board->device[i];
    if (device->searching) pthread_join(device->opener, NULL);
    struct pcm *found = atomic_exchange(&device->found, NULL);
    if (found) pcm_close(found);
    if (device->pcm) pcm_close(device->pcm);
  }
  for (int i = 0; board->lines && i < board->line_count; i++) {
    struct line *line = &board->lines[i];
    int state_now = atomic_load(&line->state);
    if (line->hook && (state_now == BOARD_OFF_HOOK || state_now == BOARD_LEAVING)) set_hook(board, line, 0);
    if (line->hook) snd_ctl_elem_value_free(line->hook);
    if (line->far) snd_ctl_elem_value_free(line->far);
  }
  if (board->controls) snd_ctl_close(board->controls);
  free(board->lines);
  free(board->device);
  free(board);
}

static int make_switch(snd_ctl_elem_value_t **value, const char *name, int index) {
  int error = snd_ctl_elem_value_malloc(value);
  if (error < 0) return error;
  snd_ctl_elem_value_set_interface(*value, SND_CTL_ELEM_IFACE_MIXER);
  snd_ctl_elem_value_set_name(*value, name);
  snd_ctl_elem_value_set_index(*value, (unsigned)index);
  return 0;
}

static int open_hook(struct alsa *board, struct line *line) {
  int error = make_switch(&line->hook, "Off-hook Switch", line->index);
  /* The switch is there, and the line at rest. */
  if (!error) error = set_hook(board, line, 0);
  if (error) return error == -ENOENT ? -ENODEV : error;
  if ((error = make_switch(&line->far, "Far End Off-hook Switch", line->index))) return error;
  if (snd_ctl_elem_read(board->controls, line->far) == 0) return 0;
  snd_ctl_elem_value_free(line->far);
  line->far = NULL;
  return 0;
}

static int open_devices(struct alsa *board) {
  const struct alsa_address *address = &board->address;
  board->devices = address->devices;
  board->device = calloc((size_t)board->devices, sizeof *board->device);
  if (!board->device) return -ENOMEM;
  for (int i = 0; i < board->devices; i++) {
    struct device *device = &board->device[i];
    device->board = board;
    device->name = board->address.names[i];
    device->options = (struct pcm_options){.device = device->name,
                                           .channels = address->channels,
                                           .rate = address->rate,
                                           .period = address->period,
                                           .buffer = address->buffer,
                                           .ahead = address->ahead};
    int error = pcm_open(&device->options, &device->pcm);
    if (error) return error;
    device->first = board->line_count;
    device->lines = address->map_count ? address->map_count : pcm_channels(device->pcm);
    device->channels = address->map_count ? 1 : device->lines;
    for (int k = 0; k < address->map_count; k++)
      if (address->map[k] >= device->channels) device->channels = address->map[k] + 1;
    if (device->channels > pcm_channels(device->pcm)) return -EINVAL;
    board->line_count += device->lines;
    pcm_describe(device->pcm, device->description, sizeof device->description);
  }
  return 0;
}

static int open_lines(struct alsa *board) {
  board->lines = calloc((size_t)board->line_count, sizeof *board->lines);
  if (!board->lines) return -ENOMEM;
  if (*board->address.hook) {
    int error = snd_ctl_open(&board->controls, board->address.hook, 0);
    if (error < 0) return error == -ENOENT ? -ENODEV : error;
  }
  for (int i = 0; i < board->devices; i++) {
    struct device *device = &board->device[i];
    for (int k = 0; k < device->lines; k++) {
      struct line *line = &board->lines[device->first + k];
      line->device = device;
      line->index = device->first + k;
      line->channel = board->address.map_count ? board->address.map[k] : k;
      int error = board->controls ? open_hook(board, line) : 0;
      if (error) return error;
    }
  }
  return 0;
}

static int open_board(const char *text, void **state) {
  struct alsa *board = calloc(1, sizeof *board);
  if (!board) return -ENOMEM;
  int error = alsa_address_parse(text, &board->address);
  if (!error) error = open_devices(board);
  if (!error) error = open_lines(board);
  for (int i = 0; !error && i < board->devices; i++) error = pcm_start(board->device[i].pcm);
  if (error) {
    close_board(board);
    return error;
  }
  *state = board;
  return 0;
}

int alsa_supervises(int32_t handle) {
  void *state = NULL;
  int result = board_take(handle, &alsa_driver, &state);
  if (result) return result;
  const struct alsa *board = state;
  result = 1;
  for (int i = 0; i < board->line_count; i++)
    if (!board->lines[i].far) result = 0;
  board_let_go(handle);
  return result;
}

static int channels(void *state) { return ((struct alsa *)state)->line_count; }

static int64_t board_time(void *state) { return ((struct alsa *)state)->clock; }

const struct board_driver alsa_driver = {
    .name = "alsa",
    .open = open_board,
    .close = close_board,
    .channels = channels,
    .clock = board_time,
    .seize = seize,
    .dial = dial,
    .answer = NULL, /* nothing rings: a PCM signals nothing */
    .hang_up = hang_up,
    .read = read_samples,
    .write = write_samples,
    .next_event = next_event,
    .wait = wait_for_block,
    .describe = describe,
    .info = info,
};
