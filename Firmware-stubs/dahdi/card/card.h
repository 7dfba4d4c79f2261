// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CARD_H
#define CARD_H

#define FUSE_USE_VERSION 35

#include <dahdi/user.h>
#include <fuse3/fuse_lowlevel.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "dahdi_card.h"
#include "dialer.h"

/* From the kernel driver: limits and times, samples where not said otherwise. */
#define MS 8
#define EVENTS 512
#define BUFFERS_MAX 32
#define BLOCK_MAX 8192
#define BUFFER_SPACE 32768
#define BLOCK_DEFAULT 1024
#define BUFFERS_DEFAULT 2
#define DIGITS 256
#define START_TIME (1500 * MS)
#define AFTER_START (500 * MS)
#define DEBOUNCE (600 * MS)
#define PRE_FLASH (50 * MS)
#define FLASH (750 * MS)
#define PULSE_BREAK (50 * MS)
#define PULSE_MAKE (50 * MS)
#define PULSE_AFTER (750 * MS)
#define RING_ON (2000 * MS)
#define RING_OFF (4000 * MS)
#define RING_TRAILER (50 * MS)
#define RING_DEBOUNCE (2000 * MS)

enum hook {
  HOOK_ON,
  HOOK_START,
  HOOK_AFTER_START,
  HOOK_DEBOUNCE,
  HOOK_OFF,
  HOOK_PRE_FLASH,
  HOOK_FLASH,
  HOOK_PULSE_BREAK,
  HOOK_PULSE_MAKE,
  HOOK_PULSE_AFTER
};

/* Blocks of codes between user and line; a block may be short. */
struct buffers {
  uint8_t *space;
  int lengths[BUFFERS_MAX];
  int first; /* oldest full one */
  int full;
  int at; /* codes of the block that is being filled (from the line) or emptied (to it) */
};

struct channel {
  struct dahdi_card *card;
  int number; /* from 1; board channel number - 1 */
  bool is_bearer, is_gone;
  struct handle *owner; /* who has it open */

  /* As its user set it; an open sets all to the driver's defaults. */
  int block, buffer_count;
  bool is_alaw, is_linear, is_audio, tells_buffers;
  int echo;
  uint8_t rx_gain[256], tx_gain[256];

  struct buffers in, out;
  bool overran, underran;
  int events[EVENTS];
  int first_event, event_count;
  fuse_req_t reader; /* a read that waits, or NULL */

  enum hook hook;
  int hook_timer; /* to the next hook state; 0: it stays */
  bool wants_line; /* the loopback line could not be seized yet */
  bool is_reversed, is_far_gone;
  int ringing;     /* samples since the ring began, -1: it does not ring */
  int ring_debounce;
  uint32_t alarms;

  char digits[DIGITS]; /* to be dialed */
  bool dials;
  char mode; /* T or P */
  struct dialer tone;
  int pulses;

  int interrupts, limit;
  int64_t requests;
};

enum file { FILE_ROOT = 1, FILE_CHANNEL, FILE_CTL, FILE_TIMER, FILE_PSEUDO, FILE_FAR_SIDE, FILE_FIRST };

/* An open file. */
struct handle {
  struct dahdi_card *card;
  int file;                /* enum file, or FILE_FIRST + channel - 1 */
  int flags;
  struct channel *channel; /* once it is known */
  bool is_lost;            /* its channel was taken away */
  struct fuse_pollhandle *poll;
  short polled; /* what the poller waits for */
  int timer_period, timer_left, timer_trips;
  struct handle *next;
};

struct dahdi_card {
  struct dahdi_card_settings settings;
  pthread_mutex_t lock; /* everything below but the board, which is the owner's */
  pthread_t thread;
  struct fuse_session *session;
  int end; /* an eventfd: the thread is to stop */
  int32_t board;
  int count;
  struct handle *handles;
  struct channel *channels;
  fuse_req_t command_request;
  char command[512];
  int command_length;
  bool command_is_taken;
};

extern const struct fuse_lowlevel_ops card_files;

/* All of these with the lock held. */
void channel_open(struct channel *channel, struct handle *owner);
void channel_close(struct channel *channel);
void channel_event(struct channel *channel, int event);
int channel_set_buffers(struct channel *channel, int block, int count);
void channel_flush(struct channel *channel, int what);
int channel_hook(struct channel *channel, int action, bool waits_not);
void channel_on_hook(struct channel *channel);
int channel_dial(struct channel *channel, const struct dahdi_dialoperation *operation);
void channel_cancel_dialing(struct channel *channel);
/* Through `samples`: takes the board's events, sends and hears. The board moves between the two. */
void channel_send(struct channel *channel, int samples);
void channel_receive(struct channel *channel, int samples);
/* Bytes, or -errno; -EAGAIN where there is nothing, or no room. */
int channel_read(struct channel *channel, void *data, int size);
int channel_write(struct channel *channel, const void *data, int size);
short channel_ready(const struct channel *channel);
/* Wakes the poller of a handle if what it waits for is there. */
void handle_wake(struct handle *handle);

void card_ioctl(fuse_req_t request, struct handle *handle, unsigned command, const void *in, size_t in_size,
                size_t out_size);

#endif
