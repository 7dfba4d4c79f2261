// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DIALOGIC_H
#define DIALOGIC_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "board.h"
#include "counters.h"
#include "r4.h"

/*
 * Dialogic boards and HMP by their R4 voice and Global Call libraries: "dialogic:[key=value[,key=value]...]".
 *
 *   channels=4        dxxxB1C1 to dxxxB1C4; 1 to 480, four to a virtual board as the library counts them
 *   lib=/usr/dialogic/lib   where the libraries are; without it, where the loader finds them
 *   protocol=isdn     digital lines by Global Call with this protocol; without it, analog lines
 *   slots=23          bearers of a digital board, dtiB1T1 to dtiB1T23: 23 or 30
 *   answer=polarity   whether a reversal of the loop current is an answer: polarity or none
 *   guard=800         ms of rest after a call
 */

#define DIALOGIC_CHANNELS_MAX 480
#define DIALOGIC_QUEUE 4096 /* codes each way, a power of two */
#define DIALOGIC_EVENTS 32
#define DIALOGIC_BLOCK 160

enum dialogic_phase { IDLE, RINGING, SEIZING, OPEN, DIALING, LEAVING, RESTING };

/* Codes between the library's thread and the media thread. */
struct dialogic_ring {
  uint8_t codes[DIALOGIC_QUEUE];
  _Atomic unsigned written, taken;
};

struct dialogic_line {
  struct dialogic *board;
  int index;
  int device;     /* voice */
  int span_line;  /* Global Call's line device; 0: an analog line */
  int call;       /* Global Call's reference of the call; 0: none */
  enum dialogic_phase phase;
  bool was_dialed, is_answered, has_left, is_down;
  int64_t base, received, last_audio, free_at;
  struct dialogic_ring heard, sent;
  _Atomic bool is_streaming, is_speaking;
  struct dx_iott playing, recording;
  struct board_event events[DIALOGIC_EVENTS];
  unsigned first_event, event_count;
  _Atomic int32_t state;
  struct line_counters counters;
};

struct dialogic {
  struct r4 r4;
  void *libraries[4];
  bool answers_by_polarity, is_digital;
  int guard, count;
  int64_t clock;
  struct timespec due;
  struct dialogic_line lines[];
};

/* The board that the library's threads speak to, or NULL: there is one library, so one board is open at a time. */
struct dialogic *dialogic_owner(void);

bool dialogic_in_call(const struct dialogic_line *line);
void dialogic_fail(struct dialogic_line *line);

/* Audio: what the library calls, and what the owner does. */
int dialogic_uio_write(int handle, void *buffer, unsigned size);
int dialogic_uio_read(int handle, void *buffer, unsigned size);
long dialogic_uio_seek(int handle, long offset, int whence);
void dialogic_start_listening(struct dialogic_line *line);
void dialogic_start_speaking(struct dialogic_line *line);
void dialogic_stop_audio(struct dialogic_line *line);
int dialogic_read(struct dialogic_line *line, int16_t *samples, int wanted, int64_t *at);
int dialogic_write(struct dialogic_line *line, const int16_t *samples, int offered);

/* Calls */
int dialogic_seize(struct dialogic_line *line);
int dialogic_answer(struct dialogic_line *line);
int dialogic_dial(struct dialogic_line *line, const char *digits);
int dialogic_hang_up(struct dialogic_line *line);
int dialogic_next_event(struct dialogic_line *line, struct board_event *event);
/* The event that the library has just taken from its queue. */
void dialogic_take_event(struct dialogic *board);
void dialogic_tick(struct dialogic_line *line);

#endif
