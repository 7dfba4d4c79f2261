// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A telephony board: some channels, each one end of a telephone line, behind one table of operations.
 *
 * Units      Audio is linear 16-bit, one sample per 1/8000 s (BOARD_RATE), host byte order. A time is a
 *            count of samples on the board's own clock since it was opened. Channels count from 0.
 * Errors     Every call returns 0 or a count, or -errno. What is common to all of them:
 *              -EBADF     the handle is not that of an open board (never opened, or closed already)
 *              -EINVAL    NULL where data is needed, a negative count, a channel that the board has not
 *              -EBUSY     another thread is inside a call on this board at this moment
 *              -ENOTSUP   an optional operation that this driver has not
 *            No misuse crashes, and none is remembered: the next right call works.
 * Blocking   Only board_open, board_close and board_wait may block. All others return at once; what takes
 *            time is announced by an event.
 * Threads    board_open, board_close, board_info and board_register may be called from any thread. All
 *            other calls on one board belong to one thread at a time (the media thread): a call that comes
 *            while another is inside gets -EBUSY, nothing is raced. board_close waits until the call that is
 *            inside has left, then closes. Different boards are independent of each other.
 */

#define BOARD_RATE 8000

/* The longest string of digits that one board_dial takes. */
#define BOARD_DIGITS_MAX 64

/* A pause of half a second between digits. */
#define BOARD_PAUSE 'w'

/* The longest description of a channel, its final 0 included. */
#define BOARD_DESCRIPTION_MAX 160

enum board_event_kind {
  BOARD_SEIZED = 1,     /* this end is off-hook: dial now. Answers board_seize. */
  BOARD_DIALED = 2,     /* the last digit, and the pause after it, have been sent. Answers board_dial. */
  BOARD_RING = 3,       /* the other end took the line: a call comes in. */
  BOARD_ANSWERED = 4,   /* answer supervision: the called party answered. Not every line signals it. */
  BOARD_RELEASED = 5,   /* the other end hung up. This end is off-hook still: hang up. */
  BOARD_FREE = 6,       /* the line is at rest after a call and may be seized again. */
  BOARD_POLARITY = 7,   /* the battery reversed, where the driver does not know what that means. */
  BOARD_HOOK = 8,       /* hook state of a station on this channel; detail: 1 off-hook, 0 on-hook, 2 flash */
  BOARD_ALARM = 9,      /* the line or its span is down; detail: the driver's bits. No audio passes. */
  BOARD_ALARM_OVER = 10 /* the line is well again. */
};

struct board_event {
  int32_t kind;    /* enum board_event_kind */
  int32_t channel;
  int32_t detail;  /* by kind, 0 where nothing is said */
  int64_t at;      /* the sample on the board's clock before which it happened, as this channel hears it */
};

enum board_state {
  BOARD_IDLE = 0,    /* on-hook, at rest */
  BOARD_OFF_HOOK = 1, /* this end seized the line, or answered on it */
  BOARD_RINGING = 2, /* the other end seized the line, this end has not answered */
  BOARD_LEAVING = 3, /* this end hung up; BOARD_FREE comes when the line is at rest */
  BOARD_DOWN = 4     /* in alarm */
};

/* Counters of one channel since the board was opened. None ever goes back. */
struct board_info {
  int32_t state;         /* enum board_state */
  int64_t samples_in;    /* samples read by the owner */
  int64_t samples_out;   /* samples taken from the owner by board_write */
  int64_t overruns;      /* samples that were lost because the owner did not read in time */
  int64_t underruns;     /* samples of silence sent because the owner did not write in time */
  int64_t short_reads;   /* board_read calls that gave less than was asked for */
  int64_t short_writes;  /* board_write calls that took less than was offered */
  int64_t events_lost;   /* events that found the channel's queue full */
  int64_t reopens;       /* times that the device was lost and found again */
};

/*
 * What a driver is. Every operation gets the state that its open made, and may rely on what the registry has
 * checked: the state is alive, nobody else is inside (info excepted, see there), the channel is one of
 * 0 ..< channels(state), pointers are not NULL and counts not negative.
 * Required operations must be there, optional ones may be NULL (the caller gets -ENOTSUP).
 */
struct board_driver {
  /* Required. What stands before the colon in board_open's address. Lives as long as the program. */
  const char *name;

  /* Required, may block. `address` is what follows the colon, "" where nothing does. Stores the state.
     -ENODEV no such device, -EINVAL an address that makes no sense, -ENOMEM, or the device's own error. */
  int (*open)(const char *address, void **state);

  /* Required, may block. Hangs up everything, frees the state. */
  void (*close)(void *state);

  /* Required. The number of channels, 1 or more, the same as long as the board is open. */
  int (*channels)(void *state);

  /* Required. The board's clock in samples: the time of the next sample that crosses the line. */
  int64_t (*clock)(void *state);

  /* Required. Goes off-hook to place a call. BOARD_SEIZED comes when the line is there (at once on some, 2 s
     later on others). -EBUSY the line is not at rest, -ENETDOWN it is in alarm. */
  int (*seize)(void *state, int channel);

  /* Required. Sends digits (0-9 * # A-D a-d, BOARD_PAUSE) after the audio that was written before, and BOARD_DIALED
     when they are out. Until then the channel takes no audio (write: -EBUSY). -EINVAL another character, none, or
     more than BOARD_DIGITS_MAX; -ENOTCONN not off-hook; -EBUSY digits are going out already. */
  int (*dial)(void *state, int channel, const char *digits);

  /* Optional: boards that take calls. Answers the call that rings here. The caller's BOARD_ANSWERED stands behind
     the audio that was written before. -ENOTCONN nothing rings, -EALREADY answered before. */
  int (*answer)(void *state, int channel);

  /* Required. Hangs up, behind the audio that was written before; stops dialing. BOARD_FREE comes when the
     line may be seized again. On an idle channel it does nothing: 0. */
  int (*hang_up)(void *state, int channel);

  /* Required. Up to `count` samples heard on the channel, oldest first; stores the time of the first in *at.
     Returns how many: fewer than asked where no more have come, 0 on an idle channel. */
  int (*read)(void *state, int channel, int16_t *samples, int count, int64_t *at);

  /* Required. Queues up to `count` samples to be sent. Returns how many were taken: fewer where the queue is
     full. -ENOTCONN idle or hung up, -EBUSY digits are going out, -ENETDOWN in alarm. */
  int (*write)(void *state, int channel, const int16_t *samples, int count);

  /* Required. The channel's next event, 1; or none, 0. They come in order of time. */
  int (*next_event)(void *state, int channel, struct board_event *event);

  /* Optional: boards with a clock of their own. Blocks until the clock has moved on by the block of 160 samples
     that is due next, 0, or until timeout_ms have passed, -ETIMEDOUT. Blocks that were missed are caught up
     with: as many calls return at once. A device that is gone does not stop the clock. */
  int (*wait)(void *state, int timeout_ms);

  /* Optional. What the channel is, in words for people ("FXS kewlstart, span 1, mu-law"): up to `size` bytes
     with the final 0. */
  int (*describe)(void *state, int channel, char *text, int size);

  /* Required, any thread at any time while the board is open: counters are atomic. */
  int (*info)(void *state, int channel, struct board_info *info);
};

/* Adds a driver. "loopback", "dahdi" and "dialogic" are there from the start. -EINVAL a required operation is missing, -EEXIST the name
   is taken, -ENOSPC too many drivers. */
int board_register(const struct board_driver *driver);

/* Opens "driver:address", e.g. "loopback:32". Returns a handle above 0. -ENODEV no such driver or device,
   -EMFILE 64 boards are open, or the driver's error. A closed handle stays invalid (until 2^24 more boards have
   been opened). */
int32_t board_open(const char *address);

int board_close(int32_t board);
int board_channels(int32_t board);
int64_t board_clock(int32_t board);
int board_seize(int32_t board, int channel);
int board_dial(int32_t board, int channel, const char *digits);
int board_answer(int32_t board, int channel);
int board_hang_up(int32_t board, int channel);
/* `at` may be NULL. */
int board_read(int32_t board, int channel, int16_t *samples, int count, int64_t *at);
int board_write(int32_t board, int channel, const int16_t *samples, int count);
int board_next_event(int32_t board, int channel, struct board_event *event);
int board_wait(int32_t board, int timeout_ms);
/* Cut where `size` is short. */
int board_describe(int32_t board, int channel, char *text, int size);
int board_info(int32_t board, int channel, struct board_info *info);

#ifdef __cplusplus
}
#endif
#endif
