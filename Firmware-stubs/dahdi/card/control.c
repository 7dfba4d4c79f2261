// SPDX-License-Identifier: GPL-3.0-or-later

/* The driver's ioctls. What the kernel copies is what the number's size says; others are refused as the driver does. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "card.h"

/* A result, and what is copied out with it. */
struct answer {
  int result;
  size_t size;
  union {
    int number;
    struct dahdi_params params;
    struct dahdi_bufferinfo buffers;
    struct dahdi_spaninfo span;
    struct dahdi_gains gains;
    struct dahdi_versioninfo version;
  } data;
};

static struct answer failed(int error) { return (struct answer){.result = error}; }

static struct answer number(int value) {
  return (struct answer){.size = sizeof value, .data.number = value};
}

static struct answer params(const struct channel *channel) {
  struct answer answer = {.size = sizeof answer.data.params};
  struct dahdi_params *params = &answer.data.params;
  params->channo = channel->number;
  params->spanno = 1;
  params->chanpos = channel->number;
  params->sigtype = channel->is_bearer ? DAHDI_SIG_CLEAR : DAHDI_SIG_FXSKS;
  params->sigcap = channel->is_bearer ? DAHDI_SIG_CLEAR : DAHDI_SIG_FXSKS | DAHDI_SIG_FXSLS;
  params->rxisoffhook = channel->ringing >= 0;
  params->rxbits = params->txbits = -1;
  params->curlaw = channel->is_alaw ? DAHDI_LAW_ALAW : DAHDI_LAW_MULAW;
  params->prewinktime = params->preflashtime = 50;
  params->winktime = 150;
  params->flashtime = 750;
  params->starttime = START_TIME / MS;
  params->rxwinktime = 300;
  params->rxflashtime = 1250;
  params->debouncetime = DEBOUNCE / MS;
  params->pulsebreaktime = PULSE_BREAK / MS;
  params->pulsemaketime = PULSE_MAKE / MS;
  params->pulseaftertime = PULSE_AFTER / MS;
  params->chan_alarms = channel->alarms;
  snprintf(params->name, sizeof params->name, "STUB/0/%d", channel->number - 1);
  return answer;
}

static struct answer span(const struct dahdi_card *card) {
  struct answer answer = {.size = sizeof answer.data.span};
  struct dahdi_spaninfo *span = &answer.data.span;
  span->spanno = 1;
  span->numchans = span->totalchans = card->count;
  span->totalspans = 1;
  snprintf(span->name, sizeof span->name, "STUB/0");
  snprintf(span->desc, sizeof span->desc, "A card in user space");
  snprintf(span->manufacturer, sizeof span->manufacturer, "Earshot");
  return answer;
}

static struct answer gains(const struct channel *channel) {
  struct answer answer = {.size = sizeof answer.data.gains};
  answer.data.gains.chan = channel->number;
  memcpy(answer.data.gains.rxgain, channel->rx_gain, 256);
  memcpy(answer.data.gains.txgain, channel->tx_gain, 256);
  return answer;
}

static struct answer buffer_info(const struct channel *channel) {
  struct answer answer = {.size = sizeof answer.data.buffers};
  answer.data.buffers = (struct dahdi_bufferinfo){
      .numbufs = channel->buffer_count, .bufsize = channel->block, .readbufs = -1, .writebufs = -1};
  return answer;
}

static int set_buffer_info(struct channel *channel, const struct dahdi_bufferinfo *info) {
  if (info->bufsize > BLOCK_MAX || info->bufsize < 16 || info->numbufs > BUFFER_SPACE ||
      info->bufsize * info->numbufs > BUFFER_SPACE)
    return -EINVAL;
  return channel_set_buffers(channel, info->bufsize, info->numbufs);
}

static int set_gains(struct channel *channel, const struct dahdi_gains *gains) {
  if (gains->chan != 0 && gains->chan != channel->number) return -EINVAL;
  memcpy(channel->rx_gain, gains->rxgain, 256);
  memcpy(channel->tx_gain, gains->txgain, 256);
  return 0;
}

static int take_event(struct channel *channel) {
  if (channel->event_count == 0) return DAHDI_EVENT_NONE;
  int event = channel->events[channel->first_event];
  channel->first_event = (channel->first_event + 1) % EVENTS;
  channel->event_count--;
  return event;
}

/* `in` holds at least what the number's size says. */
static struct answer control_channel(struct channel *channel, unsigned command, const void *in, bool waits_not) {
  int value = 0;
  if (in && _IOC_SIZE(command) >= sizeof value) memcpy(&value, in, sizeof value);
  switch (command) {
  case DAHDI_CHANNO: return number(channel->number);
  case DAHDI_GET_PARAMS:
  case DAHDI_GET_PARAMS_V1: return params(channel);
  case DAHDI_SPANSTAT: return span(channel->card);
  case DAHDI_GET_BLOCKSIZE: return number(channel->block);
  case DAHDI_SET_BLOCKSIZE:
    if (value > BLOCK_MAX || value < 16) return failed(-EINVAL);
    return failed(channel_set_buffers(channel, value, channel->buffer_count));
  case DAHDI_GET_BUFINFO: return buffer_info(channel);
  case DAHDI_SET_BUFINFO: return failed(set_buffer_info(channel, in));
  case DAHDI_FLUSH: channel_flush(channel, value); return failed(0);
  case DAHDI_HOOK: return failed(channel_hook(channel, value, waits_not));
  case DAHDI_GETEVENT: return number(take_event(channel));
  case DAHDI_DIAL: return failed(channel_dial(channel, in));
  case DAHDI_DIALING: return number(channel->dials);
  case DAHDI_AUDIOMODE:
    if (!channel->is_bearer) return failed(-EINVAL);
    channel->is_audio = value != 0;
    return failed(0);
  case DAHDI_SETLINEAR:
    if (!channel->is_audio) return failed(-EINVAL);
    channel->is_linear = value != 0;
    return failed(0);
  case DAHDI_SETLAW:
    if (value < 0 || value > DAHDI_LAW_ALAW) return failed(-EINVAL);
    channel->is_alaw = value == DAHDI_LAW_DEFAULT ? channel->card->settings.is_alaw : value == DAHDI_LAW_ALAW;
    return failed(0);
  case DAHDI_ECHOCANCEL:
    if (!channel->is_audio) return failed(-EINVAL);
    channel->echo = value;
    return failed(0);
  case DAHDI_GETGAINS:
  case DAHDI_GETGAINS_V1: return gains(channel);
  case DAHDI_SETGAINS: return failed(set_gains(channel, in));
  case DAHDI_BUFFER_EVENTS: channel->tells_buffers = value != 0; return failed(0);
  case DAHDI_GETVERSION: return failed(-ENOSYS);
  default: return failed(-ENOTTY);
  }
}

static struct channel *channel_of(struct dahdi_card *card, int wanted) {
  return wanted >= 1 && wanted <= card->count ? &card->channels[wanted - 1] : NULL;
}

/* An open "channel" that has no number yet. */
static struct answer specify(struct handle *handle, unsigned command, const void *in) {
  if (command != DAHDI_SPECIFY) return failed(-ENOSYS);
  int wanted;
  memcpy(&wanted, in, sizeof wanted);
  struct channel *channel = channel_of(handle->card, wanted);
  if (!channel) return failed(-EINVAL);
  if (channel->is_gone) return failed(-ENXIO);
  if (channel->owner) return failed(-EBUSY);
  handle->channel = channel;
  channel_open(channel, handle);
  return failed(0);
}

static struct answer control_timer(struct handle *timer, unsigned command, const void *in) {
  int value = 0;
  if (in && _IOC_SIZE(command) >= sizeof value) memcpy(&value, in, sizeof value);
  switch (command) {
  case DAHDI_TIMERCONFIG:
    timer->timer_period = timer->timer_left = value < 0 ? 0 : value;
    return failed(0);
  case DAHDI_TIMERACK:
    timer->timer_trips -= value < 1 || value > timer->timer_trips ? timer->timer_trips : value;
    return failed(0);
  case DAHDI_GETEVENT: return number(timer->timer_trips ? DAHDI_EVENT_TIMER_EXPIRED : DAHDI_EVENT_NONE);
  default: return failed(-ENOTTY);
  }
}

static struct answer control_card(struct dahdi_card *card, unsigned command) {
  struct answer answer = {.size = sizeof answer.data.version};
  switch (command) {
  case DAHDI_GETVERSION:
    snprintf(answer.data.version.version, sizeof answer.data.version.version, "2.11.1");
    return answer;
  case DAHDI_SPANSTAT: return span(card);
  default: return failed(-ENOTTY);
  }
}

void card_ioctl(fuse_req_t request, struct handle *handle, unsigned command, const void *in, size_t in_size,
                size_t out_size) {
  struct answer answer;
  bool is_whole = !(_IOC_DIR(command) & _IOC_WRITE) || (in && in_size >= _IOC_SIZE(command));
  if (!is_whole)
    answer = failed(-EFAULT);
  else if (handle->is_lost)
    answer = command == DAHDI_GETEVENT ? number(DAHDI_EVENT_REMOVED) : failed(-ENODEV);
  else if (handle->file == FILE_TIMER)
    answer = control_timer(handle, command, in);
  else if (handle->file == FILE_CTL)
    answer = control_card(handle->card, command);
  else if (handle->channel)
    answer = control_channel(handle->channel, command, in, handle->flags & O_NONBLOCK);
  else if (handle->file == FILE_CHANNEL)
    answer = specify(handle, command, in);
  else
    answer = failed(-ENOTTY);
  if (answer.result < 0)
    fuse_reply_err(request, -answer.result);
  else
    fuse_reply_ioctl(request, 0, &answer.data, answer.size < out_size ? answer.size : out_size);
}
