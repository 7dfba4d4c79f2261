// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Lines on ALSA PCMs: see alsa.h for addresses and for what such a line can and cannot signal.
 *
 * Devices run from open to close, at rest too. The first one that captures is the board's clock: a block is due when
 * it has captured one, and where none does, when the machine's clock says so. Each device plays a block for each that it captured: at the next board_wait, what its owner has
 * written by then.
 */

#include "alsa_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "registry.h"

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

/* Devices that are lost and found */

/* Closes what is left of a device and looks for it until it is there again. Nobody else opens or closes meanwhile: a
   sound server that hangs holds up this thread only. */
static void *look_for(void *argument) {
  struct alsa_device *device = argument;
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

static void lose(struct alsa_device *device, int error) {
  struct alsa *board = device->board;
  atomic_store(&device->lost, true);
  device->fresh = device->owed = 0;
  device->searching = pthread_create(&device->opener, NULL, look_for, device) == 0;
  for (int i = 0; i < device->lines; i++) alsa_line_tell(board, &board->lines[device->first + i], BOARD_ALARM, -error);
}

/* Takes a lost device back, if it was found. */
static void regain(struct alsa_device *device) {
  struct alsa *board = device->board;
  struct pcm *pcm = atomic_exchange(&device->found, NULL);
  if (pcm) {
    pthread_join(device->opener, NULL);
    device->searching = false;
    device->pcm = pcm;
    if (pcm_channels(pcm) >= device->channels && pcm_start(pcm) == 0) {
      atomic_store(&device->lost, false);
      for (int i = 0; i < device->lines; i++) {
        struct alsa_line *line = &board->lines[device->first + i];
        line_count(&line->counters.reopens, 1);
        alsa_line_tell(board, line, BOARD_ALARM_OVER, 0);
      }
      return;
    }
  }
  if (!device->searching) device->searching = pthread_create(&device->opener, NULL, look_for, device) == 0;
}

/* Time */

static void capture(struct alsa_device *device) {
  int16_t frames[PCM_FRAMES_MAX * PCM_CHANNELS_MAX];
  struct alsa *board = device->board;
  int channels = pcm_channels(device->pcm);
  /* Bounded: a PCM without a clock, such as ALSA's null, always has more. */
  for (int round = 0; round < 4; round++) {
    int lost = 0;
    int got = pcm_capture(device->pcm, frames, &lost);
    if (got < 0) return lose(device, got);
    for (int i = 0; i < device->lines; i++) {
      struct alsa_line *line = &board->lines[device->first + i];
      if (!alsa_line_is_up(line)) continue;
      line_count(&line->counters.overruns, lost + alsa_queue_put(&line->in, frames + line->channel, got, channels));
    }
    device->fresh += got;
    if (device->fresh > QUEUE) device->fresh = QUEUE; /* the lines' queues hold no more */
    if (got == 0) return;
  }
}

/* Plays what the lines' owner has written for the blocks that were captured. */
static void play(struct alsa_device *device) {
  int16_t frames[PCM_FRAMES_MAX * PCM_CHANNELS_MAX];
  struct alsa *board = device->board;
  int channels = pcm_channels(device->pcm);
  while (device->owed > 0) {
    int wanted = device->owed < PCM_FRAMES_MAX ? device->owed : PCM_FRAMES_MAX;
    device->owed -= wanted;
    memset(frames, 0, (size_t)(wanted * channels) * sizeof *frames);
    for (int i = 0; i < device->lines; i++) {
      struct alsa_line *line = &board->lines[device->first + i];
      int made = alsa_queue_take(&line->out, frames + line->channel, wanted, channels);
      if (made < wanted && line->dialer.count) {
        int16_t tones[PCM_FRAMES_MAX];
        int rendered = dialer_render(&line->dialer, tones, wanted - made);
        for (int k = 0; k < rendered; k++) frames[(made + k) * channels + line->channel] = tones[k];
        if (!line->dialer.count) alsa_line_tell(board, line, BOARD_DIALED, 0);
      } else if (made < wanted && line->speaking) {
        line_count(&line->counters.underruns, wanted - made);
      }
    }
    int silence = 0;
    int error = pcm_play(device->pcm, frames, wanted, &silence);
    if (error) return lose(device, error);
    for (int i = 0; i < device->lines && silence; i++) {
      struct alsa_line *line = &board->lines[device->first + i];
      if (alsa_line_is_up(line)) line_count(&line->counters.underruns, abs(silence));
    }
  }
}

/* The first device that captures: one that is about to be given up does not hold up the others. */
static struct alsa_device *master(struct alsa *board) {
  for (int i = 0; i < board->devices; i++) {
    struct alsa_device *device = &board->device[i];
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
    struct alsa_device *device = &board->device[i];
    int taken = device->fresh < BLOCK ? device->fresh : BLOCK;
    device->fresh -= taken;
    device->owed += taken;
  }
  for (int i = 0; i < board->line_count; i++) {
    struct alsa_line *line = &board->lines[i];
    int state = atomic_load(&line->state);
    if (state == BOARD_LEAVING) alsa_line_leave(board, line);
    if (state == BOARD_OFF_HOOK) alsa_line_supervise(board, line);
  }
}

static int wait_for_block(void *state, int timeout_ms) {
  struct alsa *board = state;
  int64_t until = nanoseconds() + timeout_ms * 1000000LL;
  for (int i = 0; i < board->devices; i++) {
    struct alsa_device *device = &board->device[i];
    if (atomic_load(&device->lost))
      regain(device);
    else
      play(device);
  }
  const int64_t block = BLOCK * 1000000000LL / BOARD_RATE;
  for (int idle = 0;; idle++) {
    for (int i = 0; i < board->devices; i++)
      if (!atomic_load(&board->device[i].lost)) capture(&board->device[i]);
    struct alsa_device *clock = master(board);
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
    struct alsa_device *device = &board->device[i];
    if (device->searching) pthread_join(device->opener, NULL);
    struct pcm *found = atomic_exchange(&device->found, NULL);
    if (found) pcm_close(found);
    if (device->pcm) pcm_close(device->pcm);
  }
  for (int i = 0; board->lines && i < board->line_count; i++) alsa_line_close_hook(board, &board->lines[i]);
  if (board->controls) snd_ctl_close(board->controls);
  free(board->lines);
  free(board->device);
  free(board);
}

static int open_devices(struct alsa *board) {
  const struct alsa_address *address = &board->address;
  board->devices = address->devices;
  board->device = calloc((size_t)board->devices, sizeof *board->device);
  if (!board->device) return -ENOMEM;
  for (int i = 0; i < board->devices; i++) {
    struct alsa_device *device = &board->device[i];
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
    struct alsa_device *device = &board->device[i];
    for (int k = 0; k < device->lines; k++) {
      struct alsa_line *line = &board->lines[device->first + k];
      line->device = device;
      line->index = device->first + k;
      line->channel = board->address.map_count ? board->address.map[k] : k;
      int error = board->controls ? alsa_line_open_hook(board, line) : 0;
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
    .seize = alsa_seize,
    .dial = alsa_dial,
    .answer = NULL, /* nothing rings: a PCM signals nothing */
    .hang_up = alsa_hang_up,
    .read = alsa_read,
    .write = alsa_write,
    .next_event = alsa_next_event,
    .wait = wait_for_block,
    .describe = alsa_describe,
    .info = alsa_info,
};
