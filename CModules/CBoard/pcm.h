// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef PCM_H
#define PCM_H

#include <poll.h>
#include <stdint.h>

/*
 * An ALSA PCM, capture and playback, as a board's audio: frames of BOARD_RATE, whatever the device runs at.
 *
 * The device plays a frame for each that it captures, `ahead` behind a cushion of silence: as long as its owner plays
 * as many frames as it captured, neither runs dry. Overruns and suspensions are recovered from here; what cannot be
 * recovered is returned, and the device is to be closed and opened again.
 */

#define PCM_CHANNELS_MAX 64
/* Frames of BOARD_RATE that one call captures or plays at most. */
#define PCM_FRAMES_MAX 640
#define PCM_POLL_MAX 16

struct pcm;

struct pcm_options {
  const char *device;
  int channels; /* 0: one, or as few as the device has */
  int rate;     /* Hz; 0: BOARD_RATE, or what the device has that is nearest above */
  int period;   /* ms */
  int buffer;   /* ms */
  int ahead;    /* ms of audio that wait to be played */
};

/* Opens and configures both directions. 0, or -errno: -ENODEV no such device, -EINVAL it has none of the formats,
   rates or channels wanted, -EBUSY somebody has it. */
int pcm_open(const struct pcm_options *options, struct pcm **pcm);
void pcm_close(struct pcm *pcm);

/* Channels that both directions have. */
int pcm_channels(const struct pcm *pcm);

/* Starts both directions. 0 or -errno. */
int pcm_start(struct pcm *pcm);

/* Frames captured since the last call, interleaved: up to PCM_FRAMES_MAX, 0 where none have come. *lost gets the
   frames that were lost before them. -errno: the device is gone; also where it has given nothing for 3 s. */
int pcm_capture(struct pcm *pcm, int16_t *frames, int *lost);

/* Milliseconds since it captured anything. */
int pcm_silence(const struct pcm *pcm);

/* Plays up to PCM_FRAMES_MAX frames. *silence gets the frames of silence that the device played, or skipped ones as
   negative, because it had run dry, or had fallen behind. 0; -errno: the device is gone. */
int pcm_play(struct pcm *pcm, const int16_t *frames, int count, int *silence);

/* What to wait on for capture: up to PCM_POLL_MAX descriptors. Returns how many. */
int pcm_poll(struct pcm *pcm, struct pollfd *descriptors);
/* Must be told what poll said. */
void pcm_polled(struct pcm *pcm, struct pollfd *descriptors, int count);

/* "48000 Hz S16_LE, 2 channels, period 20 ms, buffer 160 ms, resampled". */
void pcm_describe(const struct pcm *pcm, char *text, int size);

#endif
