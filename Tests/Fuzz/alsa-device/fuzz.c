// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * The ALSA driver on devices that say anything: parameters, lengths, errors and time are the fuzzer's bytes, and so is what
 * the driver's owner does. Nothing may crash, no answer may leave its bounds, and the board must close.
 */

#include <alsa/asoundlib.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"

static const uint8_t *input;
static size_t left;
static int64_t nanoseconds;
static int opened;

static uint8_t next(void) {
  if (left == 0) return 0;
  left--;
  return *input++;
}

static void require(int holds) {
  if (!holds) abort();
}

/* 0 mostly, and while nothing is left: else an error. */
static int answer(void) {
  static const int errors[] = {EAGAIN, EPIPE, ESTRPIPE, EINTR, ENODEV, EIO, EBADFD, EINVAL};
  uint8_t byte = next();
  return byte < 200 ? 0 : -errors[byte % 8];
}

/* What a handle is here: the channels of its frames, as the driver was told. */
struct device {
  unsigned channels;
};

static unsigned rate = 8000, channels = 1;

/* Frames of a device in bytes, at the 16 bits that are the least. */
static size_t bytes(const snd_pcm_t *pcm, snd_pcm_uframes_t frames) {
  return frames * ((const struct device *)pcm)->channels * sizeof(int16_t);
}

int device_open(snd_pcm_t **pcm, const char *name, snd_pcm_stream_t stream, int mode) {
  (void)name, (void)stream, (void)mode;
  int error = answer();
  if (error) return error;
  *pcm = (snd_pcm_t *)calloc(1, sizeof(struct device));
  opened++;
  return 0;
}

int device_close(snd_pcm_t *pcm) {
  free(pcm);
  opened--;
  return 0;
}

int device_any(snd_pcm_t *pcm, snd_pcm_hw_params_t *params) { (void)pcm, (void)params; return answer(); }
int device_set_rate_resample(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, unsigned value) {
  (void)pcm, (void)params, (void)value;
  return answer();
}
int device_set_access(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, snd_pcm_access_t access) {
  (void)pcm, (void)params, (void)access;
  return answer();
}
int device_set_format(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, snd_pcm_format_t format) {
  (void)pcm, (void)params, (void)format;
  return answer();
}

int device_set_rate(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, unsigned value, int direction) {
  (void)pcm, (void)params, (void)direction;
  rate = value;
  return answer();
}
int device_set_channels(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, unsigned value) {
  (void)pcm, (void)params;
  channels = value;
  return answer();
}
int device_get_channels_min(const snd_pcm_hw_params_t *params, unsigned *value) {
  (void)params;
  *value = left ? next() % 70 : 1; /* in the end the device is found */
  return answer();
}
int device_get_rate(const snd_pcm_hw_params_t *params, unsigned *value, int *direction) {
  (void)params, (void)direction;
  uint8_t byte = next();
  *value = byte < 200 ? rate : byte * 1000u;
  return answer();
}
int device_get_channels(const snd_pcm_hw_params_t *params, unsigned *value) {
  (void)params;
  uint8_t byte = next();
  *value = channels = byte < 200 ? channels : byte;
  return answer();
}

static snd_pcm_uframes_t size(void) { return (snd_pcm_uframes_t)next() << (next() % 24); }

int device_set_period_size_near(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, snd_pcm_uframes_t *value, int *direction) {
  (void)pcm, (void)params, (void)direction;
  if (next() > 200) *value = size();
  return answer();
}
int device_set_buffer_size_near(snd_pcm_t *pcm, snd_pcm_hw_params_t *params, snd_pcm_uframes_t *value) {
  (void)pcm, (void)params;
  if (next() > 200) *value = size();
  return answer();
}
int device_get_period_size(const snd_pcm_hw_params_t *params, snd_pcm_uframes_t *value, int *direction) {
  (void)params, (void)direction;
  if (next() > 200) *value = size();
  return answer();
}
int device_get_buffer_size(const snd_pcm_hw_params_t *params, snd_pcm_uframes_t *value) {
  (void)params;
  if (next() > 200) *value = size();
  return answer();
}
int device_hw_params(snd_pcm_t *pcm, snd_pcm_hw_params_t *params) {
  (void)params;
  ((struct device *)pcm)->channels = channels;
  return answer();
}
int device_current(snd_pcm_t *pcm, snd_pcm_sw_params_t *params) { (void)pcm, (void)params; return answer(); }
int device_set_avail_min(snd_pcm_t *pcm, snd_pcm_sw_params_t *params, snd_pcm_uframes_t value) {
  (void)pcm, (void)params, (void)value;
  return answer();
}
int device_set_start_threshold(snd_pcm_t *pcm, snd_pcm_sw_params_t *params, snd_pcm_uframes_t value) {
  (void)pcm, (void)params, (void)value;
  return answer();
}
int device_sw_params(snd_pcm_t *pcm, snd_pcm_sw_params_t *params) { (void)pcm, (void)params; return answer(); }
int device_prepare(snd_pcm_t *pcm) { (void)pcm; return answer(); }
int device_start(snd_pcm_t *pcm) { (void)pcm; return answer(); }
int device_resume(snd_pcm_t *pcm) { (void)pcm; return answer(); }

snd_pcm_sframes_t device_avail(snd_pcm_t *pcm) {
  (void)pcm;
  int error = answer();
  return error ? error : (snd_pcm_sframes_t)size();
}

/* A length that is asked for, some other, or an error. What was asked for must have room. */
static snd_pcm_sframes_t length(snd_pcm_uframes_t wanted) {
  int error = answer();
  if (error) return error;
  uint8_t byte = next();
  return byte < 128 ? (snd_pcm_sframes_t)(wanted * byte / 127) : (snd_pcm_sframes_t)size();
}

snd_pcm_sframes_t device_readi(snd_pcm_t *pcm, void *buffer, snd_pcm_uframes_t wanted) {
  memset(buffer, next(), bytes(pcm, wanted));
  return length(wanted);
}

snd_pcm_sframes_t device_writei(snd_pcm_t *pcm, const void *buffer, snd_pcm_uframes_t wanted) {
  volatile uint8_t sum = 0;
  for (size_t i = 0; i < bytes(pcm, wanted); i++) sum += ((const uint8_t *)buffer)[i];
  return length(wanted);
}

int device_poll_descriptors_count(snd_pcm_t *pcm) { (void)pcm; return (int8_t)next(); }
int device_poll_descriptors(snd_pcm_t *pcm, struct pollfd *descriptors, unsigned space) {
  (void)pcm;
  for (unsigned i = 0; i < space; i++) descriptors[i] = (struct pollfd){.fd = -1};
  return (int8_t)next();
}
int device_poll_descriptors_revents(snd_pcm_t *pcm, struct pollfd *descriptors, unsigned count, unsigned short *events) {
  (void)pcm, (void)descriptors, (void)count;
  *events = next();
  return answer();
}

int device_clock_gettime(clockid_t clock, struct timespec *time) {
  (void)clock;
  nanoseconds += 1000 + 1000000LL * (next() % 32);
  *time = (struct timespec){nanoseconds / 1000000000, nanoseconds % 1000000000};
  return 0;
}
int device_nanosleep(const struct timespec *time, struct timespec *rest) {
  (void)rest;
  nanoseconds += time->tv_sec * 1000000000LL + time->tv_nsec;
  return 0;
}
int device_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  (void)thread, (void)attributes;
  if (next() > 250) return EAGAIN;
  body(argument);
  return 0;
}
int device_pthread_join(pthread_t thread, void **result) { (void)thread, (void)result; return 0; }

static void act(int32_t board, int lines) {
  int channel = next() % (lines + 1);
  int16_t samples[320] = {0};
  struct board_event event;
  struct board_info info;
  char text[BOARD_DESCRIPTION_MAX];
  int64_t at = 0;
  switch (next() % 9) {
    case 0: board_seize(board, channel); break;
    case 1: board_dial(board, channel, "12w#"); break;
    case 2: board_hang_up(board, channel); break;
    case 3: {
      int got = board_read(board, channel, samples, next(), &at);
      require(got <= 255);
      break;
    }
    case 4: board_write(board, channel, samples, 160); break;
    case 5: {
      int64_t before = board_clock(board);
      if (board_wait(board, 50) == 0) require(board_clock(board) == before + 160);
      break;
    }
    case 6:
      while (board_next_event(board, channel, &event) == 1) require(event.channel == channel && event.kind > 0);
      break;
    case 7:
      if (board_info(board, channel, &info) == 0) require(info.overruns >= 0 && info.underruns >= 0);
      break;
    default:
      if (board_describe(board, channel, text, sizeof text) == 0) require(memchr(text, 0, sizeof text) != NULL);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const addresses[] = {"alsa:a", "alsa:a+b", "alsa:a?channels=3&map=3,1", "alsa:a+b?rate=44100&ahead=20"};
  input = data;
  left = size;
  nanoseconds = 0;
  int32_t board = board_open(addresses[next() % 4]);
  if (board > 0) {
    int lines = board_channels(board);
    require(lines >= 1);
    for (int i = 0; left > 0 && i < 400; i++) act(board, lines);
    require(board_close(board) == 0);
  }
  require(opened == 0);
  return 0;
}
