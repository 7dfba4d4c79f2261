// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include "board.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The loopback board: "loopback:N" has N lines in memory, 1...512, and 2N channels. Channel i (0 ..< N, the near
 * end) and channel N + i (the far end) are the two ends of line i. Either end may seize; the other then gets
 * BOARD_RING and may send audio before it answers (early media).
 *
 * It has no clock. Its owner moves time on with loopback_advance, so that a call may run at any speed, or step
 * by step. What one end wrote, the other reads, bit for bit.
 *
 * Digits go out as DTMF tones (ITU-T Q.23), 100 ms and 100 ms of pause each, -9 dBm0 the low group and -7 dBm0
 * the high, so that the other end hears them.
 *
 * An end that wrote too little sends silence. That counts as underrun from its first write (after dialing: the
 * first write after BOARD_DIALED) until it hangs up. A queue holds LOOPBACK_QUEUE samples: a write into a
 * full one is short; what arrives for a reader that is full pushes out the oldest, and counts as overrun.
 */

#define LOOPBACK_QUEUE 2048

/* Moves the board's clock on by `samples` and that many samples from each end of each line to the other.
   Returns 0; -EINVAL also where the board is no loopback board. Media thread only. */
int loopback_advance(int32_t board, int samples);

/* Cuts line `line` (down 1) or mends it (0): both ends get BOARD_ALARM or BOARD_ALARM_OVER, no audio passes in
   between and the line cannot be seized; a call on it stands until its ends hang up. Media thread only. */
int loopback_alarm(int32_t board, int line, int down);

/* Opens (0) or closes (1) the loop at an end that is off-hook for a moment, without leaving the line: a pulse of a
   dial, a flash. The other end gets BOARD_HOOK. -ENOTCONN the end is not off-hook. Media thread only. */
int loopback_hook(int32_t board, int channel, int closed);

#ifdef __cplusplus
}
#endif
#endif
