// SPDX-License-Identifier: GPL-3.0-or-later
#include "pcm.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <samplerate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board.h"

enum {
  CAPTURE = 0,
  PLAYBACK = 1,
  RATE_MOST = 192000,
  DEVICE_FRAMES = PCM_FRAMES_MAX * (RATE_MOST / BOARD_RATE), /* in one call, at the device's rate */
  SILENT_MS = 3000
};

/* Rates that a device may have instead: those that are whole multiples first. */
static const unsigned rates[] = {8000, 16000, 48000, 32000, 24000, 96000, 192000, 44100, 88200, 22050, 11025};

struct stream {
  snd_pcm_t *handle;
  snd_pcm_format_t format;
  unsigned rate, channels;
  snd_pcm_uframes_t period, buffer;
  SRC_STATE *resampler; /* NULL at BOARD_RATE */
  double ratio;         /* output to input */
  float *from, *to;     /* the resampler's frames, interleaved */
  void *raw;            /* the device's frames, interleaved */
  int16_t *linear;      /* the same as 16 bits */
};

struct pcm {
  struct stream streams[2];
  int channels;
  int ahead; /* frames of BOARD_RATE */
  int64_t heard_at;  /* CLOCK_MONOTONIC of the last frame captured, ms */
  int64_t missed_at; /* the same, or of the last frame known to be lost */
};

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Opening */

static int choose_rate(snd_pcm_t *handle, snd_pcm_hw_params_t *wanted, int rate) {
  if (rate) return snd_pcm_hw_params_set_rate(handle, wanted, (unsigned)rate, 0);
  for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
    if (snd_pcm_hw_params_set_rate(handle, wanted, rates[i], 0) == 0) return 0;
  return -EINVAL;
}

static int choose_channels(snd_pcm_t *handle, snd_pcm_hw_params_t *wanted, int channels) {
  if (channels) return snd_pcm_hw_params_set_channels(handle, wanted, (unsigned)channels);
  unsigned least = 1;
  int error = snd_pcm_hw_params_get_channels_min(wanted, &least);
  return error ? error : snd_pcm_hw_params_set_channels(handle, wanted, least);
}

static int configure(struct stream *stream, const struct pcm_options *options) {
  snd_pcm_hw_params_t *wanted;
  snd_pcm_hw_params_alloca(&wanted);
  snd_pcm_t *handle = stream->handle;
  int error = snd_pcm_hw_params_any(handle, wanted);
  if (error < 0) return error;
  /* The device's own rates only: libsamplerate makes ours of them, and alsa-lib's interpolation would alias. */
  if ((error = snd_pcm_hw_params_set_rate_resample(handle, wanted, 0)) < 0) return error;
  if ((error = snd_pcm_hw_params_set_access(handle, wanted, SND_PCM_ACCESS_RW_INTERLEAVED)) < 0) return error;
  stream->format = SND_PCM_FORMAT_S16;
  if (snd_pcm_hw_params_set_format(handle, wanted, stream->format) < 0) {
    stream->format = SND_PCM_FORMAT_S32;
    if ((error = snd_pcm_hw_params_set_format(handle, wanted, stream->format)) < 0) return error;
  }
  if ((error = choose_channels(handle, wanted, options->channels)) < 0) return error;
  if ((error = choose_rate(handle, wanted, options->rate)) < 0) return error;
  if ((error = snd_pcm_hw_params_get_rate(wanted, &stream->rate, NULL)) < 0) return error;
  if ((error = snd_pcm_hw_params_get_channels(wanted, &stream->channels)) < 0) return error;
  if (stream->channels < 1 || stream->channels > PCM_CHANNELS_MAX || stream->rate < BOARD_RATE || stream->rate > RATE_MOST) return -EINVAL;
  stream->period = stream->rate * (unsigned)options->period / 1000;
  if ((error = snd_pcm_hw_params_set_period_size_near(handle, wanted, &stream->period, NULL)) < 0) return error;
  stream->buffer = stream->rate * (unsigned)options->buffer / 1000;
  if ((error = snd_pcm_hw_params_set_buffer_size_near(handle, wanted, &stream->buffer)) < 0) return error;
  if ((error = snd_pcm_hw_params(handle, wanted)) < 0) return error;
  snd_pcm_hw_params_get_period_size(wanted, &stream->period, NULL);
  snd_pcm_hw_params_get_buffer_size(wanted, &stream->buffer);

  snd_pcm_sw_params_t *software;
  snd_pcm_sw_params_alloca(&software);
  if ((error = snd_pcm_sw_params_current(handle, software)) < 0) return error;
  snd_pcm_sw_params_set_avail_min(handle, software, stream->period);
  /* Started by hand, when the cushion is there. */
  snd_pcm_sw_params_set_start_threshold(handle, software, stream->buffer * 2);
  return snd_pcm_sw_params(handle, software);
}

static int open_stream(struct stream *stream, int direction, const struct pcm_options *options) {
  snd_pcm_stream_t kind = direction == CAPTURE ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK;
  int error = snd_pcm_open(&stream->handle, options->device, kind, SND_PCM_NONBLOCK);
  if (error < 0) {
    stream->handle = NULL;
    return error == -ENOENT ? -ENODEV : error;
  }
  if ((error = configure(stream, options)) < 0) return error;
  size_t samples = (size_t)DEVICE_FRAMES * stream->channels;
  stream->raw = calloc(samples, sizeof(int32_t));
  stream->linear = calloc(samples, sizeof(int16_t));
  if (!stream->raw || !stream->linear) return -ENOMEM;
  if (stream->rate == BOARD_RATE) return 0;
  double ratio = (double)stream->rate / BOARD_RATE;
  stream->ratio = direction == CAPTURE ? 1 / ratio : ratio;
  stream->from = calloc(samples, sizeof(float));
  stream->to = calloc(samples, sizeof(float));
  /* 90 % of the band, 121 dB: the telephone's 3.4 kHz are in it. */
  stream->resampler = src_new(SRC_SINC_MEDIUM_QUALITY, (int)stream->channels, &error);
  return stream->from && stream->to && stream->resampler ? 0 : -ENOMEM;
}

static void close_stream(struct stream *stream) {
  if (stream->handle) snd_pcm_close(stream->handle);
  if (stream->resampler) src_delete(stream->resampler);
  free(stream->from);
  free(stream->to);
  free(stream->raw);
  free(stream->linear);
}

int pcm_open(const struct pcm_options *options, struct pcm **opened) {
  struct pcm *pcm = calloc(1, sizeof *pcm);
  if (!pcm) return -ENOMEM;
  pcm->ahead = options->ahead * BOARD_RATE / 1000;
  int error = open_stream(&pcm->streams[CAPTURE], CAPTURE, options);
  if (error >= 0) error = open_stream(&pcm->streams[PLAYBACK], PLAYBACK, options);
  if (error < 0) {
    pcm_close(pcm);
    return error;
  }
  unsigned in = pcm->streams[CAPTURE].channels, out = pcm->streams[PLAYBACK].channels;
  pcm->channels = (int)(in < out ? in : out);
  *opened = pcm;
  return 0;
}

void pcm_close(struct pcm *pcm) {
  close_stream(&pcm->streams[CAPTURE]);
  close_stream(&pcm->streams[PLAYBACK]);
  free(pcm);
}

int pcm_channels(const struct pcm *pcm) { return pcm->channels; }

void pcm_describe(const struct pcm *pcm, char *text, int size) {
  const struct stream *in = &pcm->streams[CAPTURE];
  snprintf(text, (size_t)size, "%u Hz %s, %d channels, period %lu ms, buffer %lu ms%s", in->rate,
           snd_pcm_format_name(in->format), pcm->channels, in->period * 1000 / in->rate,
           in->buffer * 1000 / in->rate, in->resampler ? ", resampled" : "");
}

/* Capture */

/* Whether `error` is one to live with: 0, the stream runs or soon will; else the error. */
static int recover(struct stream *stream, int error) {
  if (error == -EINTR) return 0;
  if (error == -ESTRPIPE) {
    int resumed = snd_pcm_resume(stream->handle);
    if (resumed == 0 || resumed == -EAGAIN) return 0; /* -EAGAIN: the hardware is still waking up */
  } else if (error != -EPIPE) {
    return error;
  }
  int prepared = snd_pcm_prepare(stream->handle);
  return prepared < 0 ? prepared : 1; /* 1: to be started again */
}

static void to_linear(const struct stream *stream, int frames) {
  size_t samples = (size_t)frames * stream->channels;
  if (stream->format == SND_PCM_FORMAT_S32)
    for (size_t i = 0; i < samples; i++) stream->linear[i] = (int16_t)(((int32_t *)stream->raw)[i] >> 16);
  else
    memcpy(stream->linear, stream->raw, samples * sizeof(int16_t));
}

static void from_linear(const struct stream *stream, int frames) {
  size_t samples = (size_t)frames * stream->channels;
  if (stream->format == SND_PCM_FORMAT_S32)
    for (size_t i = 0; i < samples; i++)
      ((int32_t *)stream->raw)[i] = (int32_t)((uint32_t)(uint16_t)stream->linear[i] << 16);
  else
    memcpy(stream->raw, stream->linear, samples * sizeof(int16_t));
}

/* Resamples stream->linear in place; `most` frames out at most. Returns how many, or -EIO. */
static int resample(struct stream *stream, int frames, int most) {
  if (!stream->resampler) return frames;
  src_short_to_float_array(stream->linear, stream->from, frames * (int)stream->channels);
  SRC_DATA data = {.data_in = stream->from,
                   .data_out = stream->to,
                   .input_frames = frames,
                   .output_frames = most,
                   .src_ratio = stream->ratio};
  if (src_process(stream->resampler, &data)) return -EIO;
  src_float_to_short_array(stream->to, stream->linear, (int)data.output_frames_gen * (int)stream->channels);
  return (int)data.output_frames_gen;
}

int pcm_capture(struct pcm *pcm, int16_t *frames, int *lost) {
  struct stream *in = &pcm->streams[CAPTURE];
  *lost = 0;
  /* A frame less than fits, so that what the resampler gives always does. */
  snd_pcm_uframes_t wanted = (snd_pcm_uframes_t)(PCM_FRAMES_MAX - 2) * in->rate / BOARD_RATE;
  snd_pcm_sframes_t got = snd_pcm_readi(in->handle, in->raw, wanted);
  int64_t now = milliseconds();
  if (got < 0 && got != -EAGAIN) {
    int error = recover(in, (int)got);
    if (error < 0) return error;
    if (error == 1) {
      *lost = (int)((now - pcm->missed_at) * BOARD_RATE / 1000);
      pcm->missed_at = now;
      error = snd_pcm_start(in->handle);
      if (error < 0) return error;
    }
  }
  if (got > (snd_pcm_sframes_t)wanted) return -EIO;
  if (got <= 0) return now - pcm->heard_at > SILENT_MS ? -ETIMEDOUT : 0;
  pcm->heard_at = pcm->missed_at = now;
  to_linear(in, (int)got);
  int count = resample(in, (int)got, PCM_FRAMES_MAX);
  for (int i = 0; i < count; i++)
    for (int channel = 0; channel < pcm->channels; channel++)
      frames[i * pcm->channels + channel] = in->linear[(unsigned)i * in->channels + (unsigned)channel];
  return count;
}

int pcm_silence(const struct pcm *pcm) { return (int)(milliseconds() - pcm->heard_at); }

/* Playback */

/* Writes stream->raw; what the device does not take is dropped. 0 or -errno. */
static int write_frames(struct stream *out, int frames) {
  size_t frame = out->channels * (size_t)snd_pcm_format_physical_width(out->format) / 8;
  for (int written = 0; written < frames;) {
    snd_pcm_sframes_t took =
        snd_pcm_writei(out->handle, (char *)out->raw + (size_t)written * frame, (snd_pcm_uframes_t)(frames - written));
    if (took == -EAGAIN || took == 0) return 0;
    if (took < 0) return (int)took;
    if (took > frames - written) return -EIO;
    written += (int)took;
  }
  return 0;
}

/* Gives the device its cushion of silence and starts it. */
static int start_playing(struct pcm *pcm) {
  struct stream *out = &pcm->streams[PLAYBACK];
  int frames = (int)((int64_t)pcm->ahead * out->rate / BOARD_RATE);
  memset(out->raw, 0, (size_t)frames * out->channels * sizeof(int32_t));
  int error = write_frames(out, frames);
  return error ? error : snd_pcm_start(out->handle);
}

int pcm_play(struct pcm *pcm, const int16_t *frames, int count, int *silence) {
  struct stream *out = &pcm->streams[PLAYBACK];
  *silence = 0;
  memset(out->linear, 0, (size_t)count * out->channels * sizeof(int16_t));
  for (int i = 0; i < count; i++)
    for (int channel = 0; channel < pcm->channels; channel++)
      out->linear[(unsigned)i * out->channels + (unsigned)channel] = frames[i * pcm->channels + channel];
  int made = resample(out, count, DEVICE_FRAMES);
  if (made < 0) return made;

  snd_pcm_sframes_t room = snd_pcm_avail(out->handle);
  if (room < 0) {
    int error = recover(out, (int)room);
    if (error == 1) error = start_playing(pcm);
    if (error < 0) return error;
    *silence = pcm->ahead;
    room = snd_pcm_avail(out->handle);
    if (room < 0) return 0; /* at the next call */
  }
  int waiting = (int)(((int64_t)out->buffer - room) * BOARD_RATE / out->rate);
  if (waiting > pcm->ahead + 2 * BOARD_RATE / 50) {
    /* It plays slower than it captures: a block less, before the delay grows. */
    *silence = -count;
    return 0;
  }
  from_linear(out, made);
  int error = write_frames(out, made);
  if (error == 0) return 0;
  error = recover(out, error);
  if (error == 1) {
    *silence = pcm->ahead;
    error = start_playing(pcm);
  }
  return error < 0 ? error : 0;
}

int pcm_start(struct pcm *pcm) {
  pcm->heard_at = pcm->missed_at = milliseconds();
  int error = start_playing(pcm);
  return error < 0 ? error : snd_pcm_start(pcm->streams[CAPTURE].handle);
}

/* Waiting */

int pcm_poll(struct pcm *pcm, struct pollfd *descriptors) {
  int count = snd_pcm_poll_descriptors_count(pcm->streams[CAPTURE].handle);
  if (count < 0 || count > PCM_POLL_MAX) return 0;
  int given = snd_pcm_poll_descriptors(pcm->streams[CAPTURE].handle, descriptors, (unsigned)count);
  return given < 0 || given > count ? 0 : given;
}

void pcm_polled(struct pcm *pcm, struct pollfd *descriptors, int count) {
  unsigned short events;
  snd_pcm_poll_descriptors_revents(pcm->streams[CAPTURE].handle, descriptors, (unsigned)count, &events);
}
