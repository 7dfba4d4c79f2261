// SPDX-License-Identifier: GPL-3.0-or-later

/* A DAHDI channel's audio: blocks from and to its device, and the hour of each sample. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "dahdi.h"
#include "g711.h"

/* A block that has not come after so many ticks, half a second, does not come any more. */
#define LATE 25

static void put_heard(struct dahdi_line *line, const int16_t *samples, int wanted) {
  int over = (int)line->heard_count + wanted - DAHDI_QUEUE;
  if (over > 0) {
    line->first_heard = (line->first_heard + (unsigned)over) % DAHDI_QUEUE;
    line->heard_count -= (unsigned)over;
    line_count(&line->counters.overruns, over);
  }
  for (int i = 0; i < wanted; i++)
    line->heard[(line->first_heard + line->heard_count + (unsigned)i) % DAHDI_QUEUE] = samples[i];
  line->heard_count += (unsigned)wanted;
}

/* One block from the device, if it has one: its samples, 0 nothing, -1 the device is gone. */
static int hear_block(struct dahdi_line *line, int16_t *samples) {
  bool linear = line->address->law == LAW_LINEAR;
  uint8_t codes[DAHDI_BLOCK];
  void *buffer = linear ? (void *)samples : (void *)codes;
  ssize_t size = linear ? 2 * DAHDI_BLOCK : DAHDI_BLOCK;
  for (int turn = 0; turn < DAHDI_TURNS && line->file >= 0; turn++) {
    ssize_t got = read(line->file, buffer, (size_t)size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ELAST) {
      dahdi_line_take_events(line);
      if (!dahdi_line_in_call(line)) return 0;
      continue;
    }
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0 || got > size) break;
    if (linear) return (int)(got / 2);
    for (ssize_t i = 0; i < got; i++) samples[i] = g711_decode(codes[i], line->is_alaw);
    return (int)got;
  }
  if (line->file >= 0) dahdi_line_lose(line);
  return -1;
}

void dahdi_line_hear(struct dahdi_line *line) {
  int16_t samples[DAHDI_BLOCK];
  /* In step with the clock there is nothing more to be had. */
  while (dahdi_line_in_call(line) && line->file >= 0 && (line->base < 0 || dahdi_line_now(line) < line->clock)) {
    int got = hear_block(line, samples);
    if (got <= 0) break;
    if (line->base < 0) line->base = line->clock - got;
    put_heard(line, samples, got);
    line->received += got;
    dahdi_line_note_audio(line);
  }
  /* What stays away is a hole in time: the card dropped it because nobody read. */
  int64_t missing = line->base < 0 ? 0 : line->clock - dahdi_line_now(line);
  line->late = missing >= DAHDI_BLOCK ? line->late + 1 : 0;
  if (line->late < LATE) return;
  line->base += missing;
  line->late = 0;
  line_count(&line->counters.overruns, missing);
}

int dahdi_line_read(struct dahdi_line *line, int16_t *samples, int wanted, int64_t *at) {
  *at = dahdi_line_now(line) - line->heard_count;
  if (!dahdi_line_in_call(line)) return 0;
  int taken = wanted < (int)line->heard_count ? wanted : (int)line->heard_count;
  for (int i = 0; i < taken; i++)
    samples[i] = line->heard[(line->first_heard + (unsigned)i) % DAHDI_QUEUE];
  line->first_heard = (line->first_heard + (unsigned)taken) % DAHDI_QUEUE;
  line->heard_count -= (unsigned)taken;
  line_count(&line->counters.samples_in, taken);
  if (taken < wanted) line_count(&line->counters.short_reads, 1);
  return taken;
}

/* Up to a block to the device: samples taken, or -1 where it is gone. */
static int send_block(struct dahdi_line *line, const int16_t *samples, int offered) {
  bool linear = line->address->law == LAW_LINEAR;
  uint8_t codes[DAHDI_BLOCK];
  if (!linear)
    for (int i = 0; i < offered; i++) codes[i] = g711_encode(samples[i], line->is_alaw);
  const void *buffer = linear ? (const void *)samples : (const void *)codes;
  ssize_t size = linear ? 2 * offered : offered;
  for (int turn = 0; turn < DAHDI_TURNS && line->file >= 0; turn++) {
    ssize_t sent = write(line->file, buffer, (size_t)size);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == ELAST) {
      dahdi_line_take_events(line);
      if (!dahdi_line_in_call(line)) return 0;
      continue;
    }
    if (sent < 0 && errno == EAGAIN) return 0;
    if (sent < 0 || sent > size) break;
    return (int)(linear ? sent / 2 : sent);
  }
  if (line->file >= 0) dahdi_line_lose(line);
  return -1;
}

int dahdi_line_write(struct dahdi_line *line, const int16_t *samples, int offered) {
  static const int16_t silence[DAHDI_BLOCK];
  if (!dahdi_line_in_call(line)) return -ENOTCONN;
  if (line->is_down) return -ENETDOWN;
  if (line->phase != PHASE_OPEN) return -EBUSY;
  if (offered == 0) return 0;
  /* A block in reserve: the owner is not to the millisecond. */
  if (!line->is_speaking) send_block(line, silence, DAHDI_BLOCK);
  line->is_speaking = true;
  int taken = 0;
  while (taken < offered && dahdi_line_in_call(line)) {
    int left = offered - taken;
    int sent = send_block(line, samples + taken, left < DAHDI_BLOCK ? left : DAHDI_BLOCK);
    if (sent < 0) return -ENETDOWN;
    if (sent == 0) break;
    taken += sent;
  }
  line_count(&line->counters.samples_out, taken);
  if (taken < offered) line_count(&line->counters.short_writes, 1);
  return taken;
}

/* The next of the digits that are made here; the card is full, or they go out. */
void dahdi_line_send_digits(struct dahdi_line *line) {
  static const int16_t silence[DAHDI_BLOCK];
  int16_t samples[DAHDI_BLOCK];
  struct dialer before = line->dialer;
  int made = dialer_render(&line->dialer, samples, DAHDI_BLOCK);
  memcpy(samples + made, silence, (size_t)(DAHDI_BLOCK - made) * sizeof *samples);
  if (send_block(line, samples, DAHDI_BLOCK) == 0) {
    line->dialer = before;
  } else if (!line->dialer.count && line->file >= 0) {
    dahdi_line_dialed(line);
  }
}
