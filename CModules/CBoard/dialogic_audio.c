// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * A Dialogic channel's audio. The library delivers and takes it on threads of its own, through functions that it calls:
 * ec_stream while it plays, where there is a libec; without one a channel listens, and does not speak. They meet the media
 * thread in two rings for each line, each of one writer and one reader.
 */

#include <errno.h>
#include <string.h>

#include "dialogic.h"
#include "g711.h"

#define SILENCE 0xff /* mu-law */

static struct dx_xpb format(void) {
  return (struct dx_xpb){.wFileFormat = FILE_FORMAT_VOX,
                         .wDataFormat = DATA_FORMAT_MULAW,
                         .nSamplesPerSec = BOARD_RATE,
                         .wBitsPerSample = 8};
}

/* Rings */

static unsigned ring_put(struct dialogic_ring *ring, const uint8_t *codes, unsigned wanted) {
  unsigned written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  unsigned room = DIALOGIC_QUEUE - (written - atomic_load_explicit(&ring->taken, memory_order_acquire));
  unsigned put = wanted < room ? wanted : room;
  for (unsigned i = 0; i < put; i++) ring->codes[(written + i) % DIALOGIC_QUEUE] = codes[i];
  atomic_store_explicit(&ring->written, written + put, memory_order_release);
  return put;
}

static unsigned ring_take(struct dialogic_ring *ring, uint8_t *codes, unsigned wanted) {
  unsigned taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
  unsigned fill = atomic_load_explicit(&ring->written, memory_order_acquire) - taken;
  unsigned got = wanted < fill ? wanted : fill;
  for (unsigned i = 0; i < got; i++) codes[i] = ring->codes[(taken + i) % DIALOGIC_QUEUE];
  atomic_store_explicit(&ring->taken, taken + got, memory_order_release);
  return got;
}

/* By the reader only. */
static void ring_empty(struct dialogic_ring *ring) { atomic_store(&ring->taken, atomic_load(&ring->written)); }

/* The library's threads */

static struct dialogic_line *line_of_handle(int handle) {
  struct dialogic *board = dialogic_owner();
  return board && handle >= 0 && handle < board->count ? &board->lines[handle] : NULL;
}

static void hear(struct dialogic_line *line, const void *buffer, unsigned size) {
  if (!atomic_load(&line->is_streaming)) return;
  unsigned put = ring_put(&line->heard, buffer, size);
  if (put < size) line_count(&line->counters.overruns, size - put);
}

int dialogic_uio_write(int handle, void *buffer, unsigned size) {
  struct dialogic_line *line = line_of_handle(handle);
  if (!line || !atomic_load(&line->is_streaming)) return -1;
  hear(line, buffer, size);
  return (int)size;
}

int dialogic_uio_read(int handle, void *buffer, unsigned size) {
  struct dialogic_line *line = line_of_handle(handle);
  if (!line || !atomic_load(&line->is_streaming)) return 0; /* the end of what is played */
  unsigned got = ring_take(&line->sent, buffer, size);
  memset((uint8_t *)buffer + got, SILENCE, size - got);
  if (got < size && atomic_load(&line->is_speaking)) line_count(&line->counters.underruns, size - got);
  return (int)size;
}

long dialogic_uio_seek(int handle, long offset, int whence) {
  (void)handle;
  (void)offset;
  (void)whence;
  return 0;
}

static int ec_heard(int device, char *buffer, unsigned size) {
  struct dialogic *board = dialogic_owner();
  for (int i = 0; board && i < board->count; i++)
    if (board->lines[i].device == device) hear(&board->lines[i], buffer, size);
  return 0;
}

/* The owner's side */

void dialogic_start_listening(struct dialogic_line *line) {
  struct r4 *r4 = &line->board->r4;
  struct dx_xpb as = format();
  line->base = -1;
  line->received = 0;
  line->last_audio = line->board->clock;
  ring_empty(&line->heard);
  atomic_store(&line->is_streaming, true);
  int result;
  if (r4->ec_stream) {
    result = r4->ec_stream(line->device, NULL, &as, ec_heard, EV_ASYNC);
  } else {
    line->recording = (struct dx_iott){.io_type = IO_UIO | IO_EOT, .io_fhandle = line->index, .io_length = -1};
    result = r4->dx_reciottdata(line->device, &line->recording, NULL, &as, EV_ASYNC);
  }
  if (result < 0) dialogic_fail(line);
}

/* From the end of dialing on: a channel that dials plays nothing. */
void dialogic_start_speaking(struct dialogic_line *line) {
  struct r4 *r4 = &line->board->r4;
  if (!r4->ec_stream) return;
  struct dx_xpb as = format();
  line->playing = (struct dx_iott){.io_type = IO_UIO | IO_EOT, .io_fhandle = line->index, .io_length = -1};
  if (r4->dx_playiottdata(line->device, &line->playing, NULL, &as, EV_ASYNC) < 0) dialogic_fail(line);
}

void dialogic_stop_audio(struct dialogic_line *line) {
  atomic_store(&line->is_streaming, false);
  atomic_store(&line->is_speaking, false);
  line->board->r4.dx_stopch(line->device, EV_ASYNC);
}

int dialogic_read(struct dialogic_line *line, int16_t *samples, int wanted, int64_t *at) {
  struct dialogic *board = line->board;
  uint8_t codes[DIALOGIC_BLOCK];
  int taken = 0;
  *at = line->base < 0 ? board->clock : line->base + line->received;
  if (!dialogic_in_call(line)) return 0;
  while (taken < wanted) {
    unsigned left = (unsigned)(wanted - taken);
    unsigned got = ring_take(&line->heard, codes, left < DIALOGIC_BLOCK ? left : DIALOGIC_BLOCK);
    if (got == 0) break;
    for (unsigned i = 0; i < got; i++) samples[taken + (int)i] = g711_decode(codes[i], false);
    taken += (int)got;
  }
  if (taken > 0 && line->base < 0) *at = line->base = board->clock - taken;
  line->received += taken;
  if (taken > 0) line->last_audio = board->clock;
  line_count(&line->counters.samples_in, taken);
  if (taken < wanted) line_count(&line->counters.short_reads, 1);
  return taken;
}

int dialogic_write(struct dialogic_line *line, const int16_t *samples, int offered) {
  struct dialogic *board = line->board;
  uint8_t codes[DIALOGIC_BLOCK];
  int taken = 0;
  if (!dialogic_in_call(line)) return -ENOTCONN;
  if (line->is_down) return -ENETDOWN;
  if (line->phase != OPEN) return -EBUSY;
  while (taken < offered) {
    int left = offered - taken < DIALOGIC_BLOCK ? offered - taken : DIALOGIC_BLOCK;
    for (int i = 0; i < left; i++) codes[i] = g711_encode(samples[taken + i], false);
    /* Without libec nobody takes it: it is gone. */
    int put = board->r4.ec_stream ? (int)ring_put(&line->sent, codes, (unsigned)left) : left;
    taken += put;
    if (put < left) break;
  }
  if (taken > 0) atomic_store(&line->is_speaking, board->r4.ec_stream != NULL);
  line_count(&line->counters.samples_out, taken);
  if (taken < offered) line_count(&line->counters.short_writes, 1);
  return taken;
}
