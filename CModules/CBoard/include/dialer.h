// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DIALER_H
#define DIALER_H

#include "board.h"

/*
 * Digits as DTMF tones, for drivers whose hardware does not dial by itself. Frequencies are those of ITU-T Q.23;
 * 100 ms of tone and 100 ms of pause for each digit; low group -9 dBm0, high group -7 dBm0. BOARD_PAUSE is 500 ms
 * of silence.
 */
struct dialer {
  char digits[BOARD_DIGITS_MAX];
  int count; /* 0: nothing to send */
  int next;  /* the digit that is being sent */
  int done;  /* samples of it that have been sent, tone and pause */
};

/* Takes the digits (0-9 * # A-D a-d, BOARD_PAUSE; 1...BOARD_DIGITS_MAX of them). 0 or -EINVAL. */
int dialer_start(struct dialer *dialer, const char *digits);

/* Renders up to `wanted` samples, fewer only where the last pause ends; count is 0 then. */
int dialer_render(struct dialer *dialer, int16_t *samples, int wanted);

#endif
