// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * An ALSA PCM on a wire: alsa-lib loads it for a device of type earshot_wire. See the README for its configuration.
 *
 * The device's clock is the wire's. A frame that is played while the clock shows position p lies on the wire at p, and
 * is captured at p on the other end. Playing nothing in time, or not capturing in time, is an xrun as on a card.
 */

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "wire.h"

struct device {
  snd_pcm_ioplug_t io;
  struct wire *wire;
  enum wire_end end;
  int first; /* line of channel 0 */
  int channels;
  snd_pcm_format_t format;
  bool running;
  int64_t start;   /* the wire's position where the stream started */
  int64_t passed;  /* frames transferred since prepare */
  int16_t *ahead;  /* played before the start: buffer_size frames */
};

static bool is_gone(const struct device *device) {
  return device->end == WIRE_NEAR && wire_is_broken(device->wire);
}

static int16_t load(const struct device *device, const void *from) {
  return device->format == SND_PCM_FORMAT_S32 ? (int16_t)(*(const int32_t *)from >> 16) : *(const int16_t *)from;
}

static void store(const struct device *device, void *to, int16_t sample) {
  if (device->format == SND_PCM_FORMAT_S32)
    *(int32_t *)to = (int32_t)((uint32_t)(uint16_t)sample << 16);
  else
    *(int16_t *)to = sample;
}

static void *sample_at(const snd_pcm_channel_area_t *area, snd_pcm_uframes_t frame) {
  return (char *)area->addr + (area->first + area->step * frame) / 8;
}

static int set_timer(struct device *device, int64_t interval) {
  struct itimerspec timer = {{interval / 1000000000, interval % 1000000000}, {interval / 1000000000, interval % 1000000000}};
  return timerfd_settime(device->io.poll_fd, 0, &timer, NULL) ? -errno : 0;
}

static int start(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  if (is_gone(device)) return -ENODEV;
  device->start = wire_now(device->wire);
  device->running = true;
  if (io->stream == SND_PCM_STREAM_PLAYBACK)
    for (int64_t frame = 0; frame < device->passed; frame++)
      for (int channel = 0; channel < device->channels; channel++)
        wire_put(device->wire, device->end, device->first + channel, device->start + frame,
                 device->ahead[frame * device->channels + channel]);
  /* A quarter of a period: the clock of a real card is as fine at least. */
  return set_timer(device, wire_nanoseconds(device->wire, (int64_t)io->period_size) / 4);
}

static int stop(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  device->running = false;
  set_timer(device, 0);
  return 0;
}

static int prepare(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  device->running = false;
  device->passed = 0;
  return is_gone(device) ? -ENODEV : 0;
}

/* Frames played or captured since the start. */
static int64_t elapsed(const struct device *device) { return wire_now(device->wire) - device->start; }

static snd_pcm_sframes_t pointer(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  if (is_gone(device)) return -ENODEV;
  if (!device->running) return 0;
  int64_t now = elapsed(device);
  int64_t buffer = (int64_t)io->buffer_size;
  bool playback = io->stream == SND_PCM_STREAM_PLAYBACK;
  if (playback ? now > device->passed : now - device->passed > buffer) return -EPIPE;
  return (snd_pcm_sframes_t)(now % buffer);
}

static snd_pcm_sframes_t transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                  snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
  struct device *device = io->private_data;
  if (is_gone(device)) return -ENODEV;
  for (snd_pcm_uframes_t frame = 0; frame < size; frame++, device->passed++)
    for (int channel = 0; channel < device->channels; channel++) {
      void *sample = sample_at(&areas[channel], offset + frame);
      int64_t at = device->start + device->passed;
      if (io->stream == SND_PCM_STREAM_CAPTURE)
        store(device, sample, wire_get(device->wire, !device->end, device->first + channel, at));
      else if (device->running)
        wire_put(device->wire, device->end, device->first + channel, at, load(device, sample));
      else if (device->passed < (int64_t)io->buffer_size)
        device->ahead[device->passed * device->channels + channel] = load(device, sample);
    }
  return (snd_pcm_sframes_t)size;
}

static int hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params) {
  (void)params;
  struct device *device = io->private_data;
  device->format = io->format;
  free(device->ahead);
  device->ahead = calloc(io->buffer_size * (size_t)device->channels, sizeof *device->ahead);
  return device->ahead ? 0 : -ENOMEM;
}

/* Ready where at least a period can be written or read. */
static int poll_revents(snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned count, unsigned short *revents) {
  struct device *device = io->private_data;
  uint64_t ticks;
  if (count != 1) return -EINVAL;
  if (fds[0].revents & POLLIN && read(fds[0].fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) return -errno;
  *revents = 0;
  if (is_gone(device)) {
    *revents = POLLERR;
    return 0;
  }
  if (!device->running) return 0;
  int64_t now = elapsed(device);
  int64_t buffer = (int64_t)io->buffer_size;
  bool playback = io->stream == SND_PCM_STREAM_PLAYBACK;
  int64_t ready = playback ? buffer - (device->passed - now) : now - device->passed;
  if (playback ? now > device->passed : ready > buffer)
    *revents = POLLERR;
  else if (ready >= (int64_t)io->period_size)
    *revents = playback ? POLLOUT : POLLIN;
  return 0;
}

static void free_device(struct device *device) {
  if (device->io.poll_fd >= 0) close(device->io.poll_fd);
  wire_unmap(device->wire);
  free(device->ahead);
  free(device);
}

static int close_device(snd_pcm_ioplug_t *io) {
  free_device(io->private_data);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = start,
    .stop = stop,
    .pointer = pointer,
    .transfer = transfer,
    .close = close_device,
    .hw_params = hw_params,
    .prepare = prepare,
    .poll_revents = poll_revents,
};

static int constrain(struct device *device, snd_pcm_format_t format) {
  unsigned accesses[] = {SND_PCM_ACCESS_RW_INTERLEAVED};
  unsigned formats[] = {format};
  unsigned rate = (unsigned)wire_rate(device->wire);
  unsigned channels = (unsigned)device->channels;
  unsigned frame = channels * (unsigned)snd_pcm_format_physical_width(format) / 8;
  struct {
    int parameter;
    unsigned least, most;
  } ranges[] = {
      {SND_PCM_IOPLUG_HW_CHANNELS, channels, channels},
      {SND_PCM_IOPLUG_HW_RATE, rate, rate},
      {SND_PCM_IOPLUG_HW_PERIOD_BYTES, rate / 1000 * frame, rate / 10 * frame},
      {SND_PCM_IOPLUG_HW_BUFFER_BYTES, rate / 500 * frame, rate / 2 * frame},
      {SND_PCM_IOPLUG_HW_PERIODS, 2, 64},
  };
  int error = snd_pcm_ioplug_set_param_list(&device->io, SND_PCM_IOPLUG_HW_ACCESS, 1, accesses);
  if (!error) error = snd_pcm_ioplug_set_param_list(&device->io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats);
  for (size_t i = 0; !error && i < sizeof ranges / sizeof *ranges; i++)
    error = snd_pcm_ioplug_set_param_minmax(&device->io, ranges[i].parameter, ranges[i].least, ranges[i].most);
  return error;
}

SND_PCM_PLUGIN_DEFINE_FUNC(earshot_wire) {
  (void)root;
  const char *file = NULL, *end = "near", *format_name = "S16_LE";
  long first = 0, channels = 1;
  snd_config_iterator_t i, next;
  snd_config_for_each(i, next, conf) {
    snd_config_t *entry = snd_config_iterator_entry(i);
    const char *id;
    if (snd_config_get_id(entry, &id) < 0 || !strcmp(id, "comment") || !strcmp(id, "type") || !strcmp(id, "hint"))
      continue;
    int error = !strcmp(id, "file")       ? snd_config_get_string(entry, &file)
                : !strcmp(id, "end")      ? snd_config_get_string(entry, &end)
                : !strcmp(id, "format")   ? snd_config_get_string(entry, &format_name)
                : !strcmp(id, "line")     ? snd_config_get_integer(entry, &first)
                : !strcmp(id, "channels") ? snd_config_get_integer(entry, &channels)
                                          : -EINVAL;
    if (error) {
      SNDERR("earshot_wire: %s is no field that this device has, or has no such value", id);
      return -EINVAL;
    }
  }
  snd_pcm_format_t format = snd_pcm_format_value(format_name);
  bool is_near = !strcmp(end, "near");
  if (!file || (!is_near && strcmp(end, "far")) || (format != SND_PCM_FORMAT_S16 && format != SND_PCM_FORMAT_S32)) {
    SNDERR("earshot_wire: wanted file PATH, end near or far, format S16_LE or S32_LE");
    return -EINVAL;
  }
  struct device *device = calloc(1, sizeof *device);
  if (!device) return -ENOMEM;
  device->wire = wire_map(file);
  device->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  int error = !device->wire || device->io.poll_fd < 0 ? -errno : 0;
  if (!error && (first < 0 || channels < 1 || first + channels > wire_lines(device->wire))) error = -EINVAL;
  device->end = is_near ? WIRE_NEAR : WIRE_FAR;
  device->first = (int)first;
  device->channels = (int)channels;
  if (!error && is_gone(device)) error = -ENODEV;
  device->io.version = SND_PCM_IOPLUG_VERSION;
  device->io.name = "Earshot's wire";
  device->io.poll_events = POLLIN;
  device->io.callback = &callbacks;
  device->io.private_data = device;
  if (!error) error = snd_pcm_ioplug_create(&device->io, name, stream, mode);
  if (error) {
    free_device(device);
    return error;
  }
  error = constrain(device, format);
  if (error) {
    snd_pcm_ioplug_delete(&device->io); /* closes, and frees the device */
    return error;
  }
  *pcmp = device->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(earshot_wire);
