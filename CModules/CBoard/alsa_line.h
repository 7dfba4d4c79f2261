// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef ALSA_LINE_H
#define ALSA_LINE_H

/* What a board on ALSA is made of, and one of its lines: alsa.c keeps the devices and the time. */

#include <alsa/asoundlib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "alsa.h"
#include "counters.h"
#include "dialer.h"
#include "pcm.h"

enum {
  BLOCK = BOARD_RATE / 50,
  QUEUE = 2048, /* samples that a line holds either way */
  EVENTS = 16,
  REOPEN_MS = 500,
  SILENT_MS = 100 /* a device that captures nothing for so long is no clock */
};

struct alsa_queue {
  int16_t samples[QUEUE];
  unsigned first, fill;
};

struct alsa_line {
  struct alsa_device *device;
  int channel; /* of the device */
  int index;   /* of the board */
  struct alsa_queue in, out;
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
  struct line_counters counters;
};

struct alsa_device {
  struct alsa *board;
  struct pcm_options options;
  char *name;
  struct pcm *pcm;     /* NULL: lost, `opener` looks for it */
  int channels;        /* that its lines need */
  int first, lines;    /* of the board's lines */
  int fresh;           /* captured frames of which no block was made */
  int owed;            /* frames to be played for those that were */
  atomic_bool lost;
  pthread_t opener; /* while `searching` */
  bool searching;
  struct pcm *_Atomic found;
  char description[BOARD_DESCRIPTION_MAX];
};

struct alsa {
  struct alsa_address address;
  int devices, line_count;
  struct alsa_device *device; /* devices of them */
  struct alsa_line *lines;
  snd_ctl_t *controls; /* NULL: no hook switches */
  int64_t clock;
  int64_t idle_at; /* CLOCK_MONOTONIC of the last block while no device gives the time, ns; 0: one does */
  atomic_bool closing;
};

/* Queues: what is put into a full one pushes out the oldest, of which there are so many. Every `step`th sample. */
int alsa_queue_put(struct alsa_queue *queue, const int16_t *samples, int wanted, int step);
int alsa_queue_take(struct alsa_queue *queue, int16_t *samples, int wanted, int step);

void alsa_line_tell(struct alsa *board, struct alsa_line *line, int kind, int detail);
bool alsa_line_is_up(const struct alsa_line *line);
/* A block of a line that is off-hook: whether the far end answered, or left. */
void alsa_line_supervise(struct alsa *board, struct alsa_line *line);
/* A block of a line that is being left. */
void alsa_line_leave(struct alsa *board, struct alsa_line *line);
/* The line's hook switch, and the far end's where there is one. 0 or -errno: -ENODEV no such switch. */
int alsa_line_open_hook(struct alsa *board, struct alsa_line *line);
void alsa_line_close_hook(struct alsa *board, struct alsa_line *line);

/* The driver's, by channel: see board_driver. */
int alsa_seize(void *state, int channel);
int alsa_dial(void *state, int channel, const char *digits);
int alsa_hang_up(void *state, int channel);
int alsa_read(void *state, int channel, int16_t *samples, int wanted, int64_t *at);
int alsa_write(void *state, int channel, const int16_t *samples, int offered);
int alsa_next_event(void *state, int channel, struct board_event *event);
int alsa_info(void *state, int channel, struct board_info *info);
int alsa_describe(void *state, int channel, char *text, int size);

#endif
