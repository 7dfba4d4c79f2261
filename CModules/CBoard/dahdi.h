// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DAHDI_H
#define DAHDI_H

#include <dahdi/user.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "counters.h"
#include "dialer.h"

/*
 * DAHDI channels as a board: "dahdi:PATH[,key=value]...", PATH the folder of the device files, /dev/dahdi.
 *
 *   channels=1-12+25   which of them; without it all that can place calls and nobody else holds
 *   law=linear         what passes the device files: linear (16 bits), mulaw, alaw, or default (that of the span)
 *   echo=off           the echo canceller during calls: off, or its taps, 32 to 1024
 *   dial=tone          tone (the card's DTMF), pulse, or audio (DTMF that is made here)
 *   answer=polarity    whether a reversal of the battery is an answer: polarity or none
 *   start=             how a line is seized: offhook, start or wink; without it, by the channel's signalling
 *   rxgain=0 txgain=0  dB, -24.0 to 24.0
 *   guard=800          ms of rest after a call
 */

#define DAHDI_BLOCK 160
#define DAHDI_BUFFERS 8 /* of a block each, in the kernel, each way */
#define DAHDI_CHANNELS_MAX 1024

enum dahdi_law { LAW_LINEAR, LAW_DEFAULT, LAW_MULAW, LAW_ALAW };
enum dahdi_dialing { DIAL_TONE, DIAL_PULSE, DIAL_AUDIO };
enum dahdi_start { START_BY_SIGNALLING, START_OFF_HOOK, START_START, START_WINK };

struct dahdi_address {
  char path[256];
  bool all;                                  /* no channels= */
  uint8_t wanted[DAHDI_CHANNELS_MAX / 8 + 1]; /* a bit for each channel number */
  enum dahdi_law law;
  int echo_taps; /* 0: off */
  enum dahdi_dialing dialing;
  bool answers_by_polarity;
  enum dahdi_start start;
  double rx_gain, tx_gain; /* dB */
  int guard;               /* samples */
};

/* 0, or -EINVAL. */
int dahdi_address_parse(const char *text, struct dahdi_address *address);
bool dahdi_address_wants(const struct dahdi_address *address, int channel);

#define DAHDI_EVENTS 64  /* that wait on one line */
#define DAHDI_QUEUE 2048 /* samples heard that wait for the owner */

enum dahdi_phase {
  PHASE_IDLE,
  PHASE_RINGING, /* a call comes in */
  PHASE_SEIZING, /* off-hook has been asked for */
  PHASE_OPEN,    /* off-hook */
  PHASE_DIALING, /* digits go out */
  PHASE_LEAVING  /* hung up, not at rest yet */
};

/* One channel. The media thread's, but for what is atomic. */
struct dahdi_line {
  const struct dahdi_address *address;
  int index;  /* the board's number of it */
  int number; /* DAHDI's */
  int file;   /* -1: the device is gone */
  int signalling;
  bool is_alaw, is_clear;
  char name[41];
  enum dahdi_phase phase;
  bool is_down, is_gone;
  bool is_speaking; /* the owner has written since the line was opened or dialed */
  bool is_answered, was_dialed, has_left;
  int late;         /* ticks in a row without the block that was due */
  uint32_t alarms;
  int64_t clock;    /* of the board, at the tick that is served */
  int64_t base;     /* time of the call's first sample; -1: none has come */
  int64_t received; /* samples of this call */
  int64_t last_audio, last_ring; /* by the clock */
  int64_t last_audio_ms;         /* by the system's */
  int64_t leaves_at, free_at, retry_at;
  struct dialer dialer; /* where the card does not dial */

  struct board_event events[DAHDI_EVENTS];
  unsigned first_event, event_count;
  int16_t heard[DAHDI_QUEUE];
  unsigned first_heard, heard_count;

  _Atomic int32_t state;
  struct line_counters counters;
};

/* Opens the device of line->number, on `file` (an open "channel" without a number yet), and sets it up. 0 or -errno;
   -ENOTSUP a channel that places no calls. The file is the line's on success only. */
int dahdi_line_take(struct dahdi_line *line, int file);
void dahdi_line_close(struct dahdi_line *line);
/* The device went away, or gives nonsense: the line is in alarm until dahdi_line_take succeeds again. */
void dahdi_line_lose(struct dahdi_line *line);
void dahdi_line_found(struct dahdi_line *line);

/* Turns of a loop over a device's answers: more than its queue of 512 events holds, and still an end. */
#define DAHDI_TURNS 600

/* Takes all events that wait at the device. */
void dahdi_line_take_events(struct dahdi_line *line);
/* What one of them means. */
void dahdi_line_happen(struct dahdi_line *line, int event);
/* Lives through one block: hears, sends digits, leaves, comes to rest. */
void dahdi_line_tick(struct dahdi_line *line, int64_t clock);

/* Between the line, its device and its audio. */
int dahdi_line_control(struct dahdi_line *line, unsigned long request, void *data);
int dahdi_line_set(struct dahdi_line *line, unsigned long request, int value);
void dahdi_line_enter(struct dahdi_line *line, enum dahdi_phase phase);
void dahdi_line_tell(struct dahdi_line *line, int kind, int detail);
bool dahdi_line_is_fxs(const struct dahdi_line *line);
bool dahdi_line_is_em(const struct dahdi_line *line);
bool dahdi_line_in_call(const struct dahdi_line *line);
/* The time of the sample that comes next. */
int64_t dahdi_line_now(const struct dahdi_line *line);
void dahdi_line_note_audio(struct dahdi_line *line);
void dahdi_line_dialed(struct dahdi_line *line);
void dahdi_line_hear(struct dahdi_line *line);
/* The next block of the digits that are made here. */
void dahdi_line_send_digits(struct dahdi_line *line);

int dahdi_line_seize(struct dahdi_line *line);
int dahdi_line_answer(struct dahdi_line *line);
int dahdi_line_dial(struct dahdi_line *line, const char *digits);
int dahdi_line_hang_up(struct dahdi_line *line);
int dahdi_line_read(struct dahdi_line *line, int16_t *samples, int wanted, int64_t *at);
int dahdi_line_write(struct dahdi_line *line, const int16_t *samples, int offered);
int dahdi_line_next_event(struct dahdi_line *line, struct board_event *event);
void dahdi_line_info(struct dahdi_line *line, struct board_info *info);
const char *dahdi_line_signalling(const struct dahdi_line *line);

#endif
