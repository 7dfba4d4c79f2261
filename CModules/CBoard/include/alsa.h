// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef ALSA_H
#define ALSA_H

#include "board.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The ALSA board: "alsa:DEVICE[+DEVICE...][?KEY=VALUE[&KEY=VALUE...]]". Each DEVICE is a PCM by its ALSA name, "hw:1",
 * "plughw:Modem,0", a name of asound.conf; it captures and plays (for two names, join them with ALSA's type asym).
 * Each of its channels is a line, so a card of eight channels is eight lines.
 *
 *   channels=N  open each device with N channels; without it: one, or as few as the device has
 *   map=A,B...  the channels that are lines, from 1, of each device; without it: all
 *   rate=HZ     the device's rate; without it: 8000, or the nearest above that it has, resampled by libsamplerate
 *   period=MS   20 by default, 5...40
 *   buffer=MS   200 by default, 80...1000
 *   ahead=MS    audio that waits to be played, 60 by default, 20...80, and 80 less than the buffer at most. More survives
 *               a busier machine; the far end hears us that much later.
 *   hook=CTL    a control device, "hw:1", with a mixer switch "Off-hook Switch" for each line, by index: what an AC'97
 *               modem has. It is on from seize to the end of the call. A second one, "Far End Off-hook Switch", is used
 *               where it is there: on while the far end has answered.
 *   rest=MS     on-hook after a call before the line may be seized again, 1000 by default, 0...10000; with hook= only
 *
 * A PCM carries audio and no signalling. board_seize succeeds at once, digits go out as DTMF (see dialer.h), and of
 * BOARD_RING, BOARD_ANSWERED, BOARD_RELEASED and BOARD_POLARITY there is none: that the far end answered or hung up
 * must be heard, as a voice behind ringback, or busy tone. Without hook= the far end does not learn that we hang up either.
 * Where a companion control has the far end's switch, BOARD_ANSWERED and BOARD_RELEASED are its turning on and off.
 *
 * Overruns and underruns are recovered and counted; a suspended machine goes on. A device that is lost (unplugged,
 * its sound server gone, nothing captured for 3 s) is BOARD_ALARM on its lines with errno as detail; it is looked for twice a
 * second, on a thread of its own, and BOARD_ALARM_OVER says that it is back. Meanwhile the board's other devices go on.
 *
 * Devices of one board should share a clock: the first one's is the board's, and another that runs faster loses a
 * block now and then (overruns), one that runs slower gives silence (short_reads).
 */

/* Whether all lines report answer and release: 1, 0; -EINVAL where the board is no ALSA board. Media thread only. */
int alsa_supervises(int32_t board);

#define ALSA_DEVICES_MAX 64
#define ALSA_ADDRESS_MAX 1024

struct alsa_address {
  char text[ALSA_ADDRESS_MAX]; /* what the names point into */
  char *names[ALSA_DEVICES_MAX];
  int devices;
  int channels, rate, period, buffer, ahead, rest;
  int map[64]; /* from 0 */
  int map_count;
  const char *hook; /* "" where none */
};

/* Reads what stands behind "alsa:". 0 or -EINVAL; the struct must not move afterwards. */
int alsa_address_parse(const char *text, struct alsa_address *address);

#ifdef __cplusplus
}
#endif
#endif
