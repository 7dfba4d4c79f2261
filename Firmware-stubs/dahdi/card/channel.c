// SPDX-License-Identifier: GPL-3.0-or-later

/* One channel as the kernel's driver runs it: buffers, events, hook, ring, digits. */

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "g711.h"
#include "loopback.h"

static int end_of(const struct channel *channel) { return channel->number - 1; }

void channel_event(struct channel *channel, int event) {
  if (!channel->owner || channel->event_count == EVENTS - 1) return;
  channel->events[(channel->first_event + channel->event_count++) % EVENTS] = event;
}

/* Buffers */

void channel_flush(struct channel *channel, int what) {
  if (what & DAHDI_FLUSH_READ) channel->in.first = channel->in.full = channel->in.at = 0;
  if (what & DAHDI_FLUSH_WRITE) channel->out.first = channel->out.full = channel->out.at = 0;
  if (what & DAHDI_FLUSH_EVENT) channel->event_count = 0;
}

int channel_set_buffers(struct channel *channel, int block, int count) {
  if (count < 2) count = 2;
  if (count > BUFFERS_MAX) count = BUFFERS_MAX;
  uint8_t *in = realloc(channel->in.space, (size_t)block * (size_t)count);
  if (in) channel->in.space = in;
  uint8_t *out = realloc(channel->out.space, (size_t)block * (size_t)count);
  if (out) channel->out.space = out;
  if (!in || !out) return -ENOMEM;
  channel->block = block;
  channel->buffer_count = count;
  channel_flush(channel, DAHDI_FLUSH_BOTH);
  return 0;
}

void channel_open(struct channel *channel, struct handle *owner) {
  channel->owner = owner;
  channel->is_alaw = channel->card->settings.is_alaw;
  channel->is_linear = channel->tells_buffers = false;
  channel->is_audio = !channel->is_bearer;
  channel->echo = 0;
  channel->event_count = 0;
  channel->limit = channel->interrupts = 0;
  for (int code = 0; code < 256; code++) channel->rx_gain[code] = channel->tx_gain[code] = (uint8_t)code;
  channel_set_buffers(channel, BLOCK_DEFAULT, BUFFERS_DEFAULT);
}

void channel_close(struct channel *channel) {
  if (!channel->is_bearer) channel_on_hook(channel);
  channel->owner = NULL;
  channel->event_count = 0;
}

short channel_ready(const struct channel *channel) {
  short ready = 0;
  if (channel->out.full < channel->buffer_count) ready |= POLLOUT | POLLWRNORM;
  if (channel->in.full > 0) ready |= POLLIN | POLLRDNORM;
  if (channel->event_count > 0) ready |= POLLPRI;
  return ready;
}

int channel_read(struct channel *channel, void *data, int size) {
  if (channel->interrupts > 0) {
    channel->interrupts--;
    return -EINTR;
  }
  if (channel->event_count > 0) return -ELAST;
  if (channel->in.full == 0) return -EAGAIN;
  struct buffers *in = &channel->in;
  const uint8_t *codes = in->space + in->first * channel->block;
  int length = in->lengths[in->first];
  if (channel->limit > 0 && size > channel->limit) size = channel->limit;
  if (channel->is_linear) {
    if (size > 2 * length) size = 2 * length;
    size &= ~1;
    int16_t *samples = data;
    for (int i = 0; i < size / 2; i++) samples[i] = g711_decode(codes[i], channel->is_alaw);
  } else {
    if (size > length) size = length;
    memcpy(data, codes, (size_t)size);
  }
  in->first = (in->first + 1) % channel->buffer_count;
  in->full--;
  return size;
}

int channel_write(struct channel *channel, const void *data, int size) {
  if (channel->interrupts > 0) {
    channel->interrupts--;
    return -EINTR;
  }
  /* User audio ends dialing. */
  if (channel->tone.count || channel->pulses) channel_cancel_dialing(channel);
  if (channel->event_count > 0) return -ELAST;
  struct buffers *out = &channel->out;
  if (out->full == channel->buffer_count) return -EAGAIN;
  int place = (out->first + out->full) % channel->buffer_count;
  uint8_t *codes = out->space + place * channel->block;
  int most = channel->is_linear ? 2 * channel->block : channel->block;
  if (size > most) size = most;
  if (channel->is_linear) {
    const int16_t *samples = data;
    for (int i = 0; i < size / 2; i++) codes[i] = g711_encode(samples[i], channel->is_alaw);
    out->lengths[place] = size / 2;
  } else {
    memcpy(codes, data, (size_t)size);
    out->lengths[place] = size;
  }
  if (out->lengths[place]) out->full++;
  return size;
}

/* Hook */

static void go(struct channel *channel, enum hook hook, int time) {
  channel->hook = hook;
  channel->hook_timer = time;
}

/* Takes the line at the loopback board, or the call that rings there. */
static void take_line(struct channel *channel) {
  int32_t board = channel->card->board;
  channel->is_reversed = channel->is_far_gone = false;
  int result = channel->ringing >= 0 ? board_answer(board, end_of(channel)) : board_seize(board, end_of(channel));
  channel->ringing = -1;
  channel->wants_line = result == -EBUSY;
}

void channel_on_hook(struct channel *channel) {
  if (channel->hook != HOOK_ON) channel->ring_debounce = RING_DEBOUNCE;
  go(channel, HOOK_ON, 0);
  channel->wants_line = false;
  channel_cancel_dialing(channel);
  channel_flush(channel, DAHDI_FLUSH_BOTH);
}

int channel_hook(struct channel *channel, int action, bool waits_not) {
  if (channel->is_bearer) return -EINVAL;
  channel_cancel_dialing(channel);
  switch (action) {
  case DAHDI_ONHOOK: channel_on_hook(channel); return 0;
  case DAHDI_OFFHOOK:
    if (channel->hook == HOOK_ON) channel->wants_line = true;
    go(channel, HOOK_DEBOUNCE, DEBOUNCE);
    return 0;
  case DAHDI_RING:
  case DAHDI_START:
    if (channel->card->settings.has_no_tone_zone) return -ENODATA;
    if (channel->hook != HOOK_ON) return -EBUSY;
    channel->wants_line = true;
    go(channel, HOOK_START, START_TIME);
    return waits_not ? -EINPROGRESS : 0;
  case DAHDI_FLASH:
    if (channel->hook != HOOK_OFF) return -EBUSY;
    go(channel, HOOK_PRE_FLASH, PRE_FLASH);
    return waits_not ? -EINPROGRESS : 0;
  case DAHDI_WINK:
    /* A kewlstart port has no wink; the driver runs its timers all the same. */
    if (channel->hook != HOOK_ON) return -EBUSY;
    return waits_not ? -EINPROGRESS : 0;
  case DAHDI_RINGOFF: channel_on_hook(channel); return 0;
  default: return -EINVAL;
  }
}

/* Digits */

void channel_cancel_dialing(struct channel *channel) {
  channel->digits[0] = 0;
  channel->dials = false;
  channel->tone.count = 0;
  channel->pulses = 0;
  if (channel->hook == HOOK_PULSE_BREAK || channel->hook == HOOK_PULSE_MAKE || channel->hook == HOOK_PULSE_AFTER)
    go(channel, HOOK_OFF, 0);
}

/* Begins the next digit; tells when there is none. */
static void dial_next(struct channel *channel) {
  while (channel->digits[0]) {
    char digit = channel->digits[0];
    memmove(channel->digits, channel->digits + 1, strlen(channel->digits));
    if (digit == 'T' || digit == 'P') {
      channel->mode = digit;
    } else if (channel->mode == 'P' && digit != 'W') {
      if (!isdigit(digit) || channel->hook == HOOK_ON || channel->hook == HOOK_START) continue;
      channel->pulses = digit == '0' ? 10 : digit - '0';
      go(channel, HOOK_PULSE_BREAK, PULSE_BREAK);
      loopback_hook(channel->card->board, end_of(channel), 0);
      return;
    } else {
      char text[2] = {digit == 'W' ? BOARD_PAUSE : digit, 0};
      if (dialer_start(&channel->tone, text) == 0) return;
    }
  }
  channel->dials = false;
  channel_event(channel, DAHDI_EVENT_DIALCOMPLETE);
}

int channel_dial(struct channel *channel, const struct dahdi_dialoperation *operation) {
  char digits[DAHDI_MAX_DTMF_BUF];
  memcpy(digits, operation->dialstr, sizeof digits);
  digits[sizeof digits - 1] = 0;
  for (char *digit = digits; *digit; digit++) *digit = (char)toupper((unsigned char)*digit);
  if (channel->card->settings.has_no_tone_zone) return -ENODATA;
  switch (operation->op) {
  case DAHDI_DIAL_OP_CANCEL: channel_cancel_dialing(channel); return 0;
  case DAHDI_DIAL_OP_REPLACE:
    channel_cancel_dialing(channel);
    channel->mode = 'T';
    strncpy(channel->digits, digits, DIGITS - 1);
    break;
  case DAHDI_DIAL_OP_APPEND:
    if (strlen(digits) + strlen(channel->digits) >= DIGITS - 1) return -EBUSY;
    strcat(channel->digits, digits);
    break;
  default: return -EINVAL;
  }
  channel->dials = true;
  return 0;
}

/* Time */

static void hook_timer_ends(struct channel *channel) {
  int32_t board = channel->card->board;
  bool tells = channel->owner && channel->owner->flags & O_NONBLOCK;
  switch (channel->hook) {
  case HOOK_START: go(channel, HOOK_AFTER_START, AFTER_START); break;
  case HOOK_AFTER_START:
  case HOOK_FLASH:
    go(channel, HOOK_OFF, 0);
    if (tells) channel_event(channel, DAHDI_EVENT_HOOKCOMPLETE);
    break;
  case HOOK_DEBOUNCE: go(channel, HOOK_OFF, 0); break;
  case HOOK_PRE_FLASH:
    loopback_hook(board, end_of(channel), 0);
    go(channel, HOOK_FLASH, FLASH);
    break;
  case HOOK_PULSE_BREAK:
    loopback_hook(board, end_of(channel), 1);
    go(channel, HOOK_PULSE_MAKE, PULSE_MAKE);
    break;
  case HOOK_PULSE_MAKE:
    if (--channel->pulses > 0) {
      loopback_hook(board, end_of(channel), 0);
      go(channel, HOOK_PULSE_BREAK, PULSE_BREAK);
    } else {
      go(channel, HOOK_PULSE_AFTER, PULSE_AFTER);
    }
    break;
  case HOOK_PULSE_AFTER:
    go(channel, HOOK_OFF, 0);
    dial_next(channel);
    break;
  default: channel->hook_timer = 0; break;
  }
}

static void ring(struct channel *channel, int samples) {
  if (channel->ring_debounce > 0) channel->ring_debounce -= samples;
  if (channel->ringing < 0) return;
  int before = channel->ringing % (RING_ON + RING_OFF);
  channel->ringing += samples;
  if (before == 0 && channel->ring_debounce <= 0) channel_event(channel, DAHDI_EVENT_RINGBEGIN);
  if (before < RING_ON + RING_TRAILER && before + samples >= RING_ON + RING_TRAILER)
    channel_event(channel, DAHDI_EVENT_RINGOFFHOOK);
}

static void take_events(struct channel *channel) {
  int32_t board = channel->card->board;
  struct board_event event;
  while (board_next_event(board, end_of(channel), &event) == 1) {
    switch (event.kind) {
    case BOARD_RING:
      channel->ringing = 0;
      if (channel->is_bearer) take_line(channel);
      break;
    case BOARD_ANSWERED:
      if (!channel->card->settings.reverses_at_answer || channel->is_bearer) break;
      channel->is_reversed = true;
      channel_event(channel, DAHDI_EVENT_POLARITY);
      break;
    case BOARD_RELEASED:
      channel->ringing = -1;
      if (channel->hook == HOOK_ON || channel->is_bearer) {
        board_hang_up(board, end_of(channel));
      } else {
        channel->is_far_gone = true;
      }
      break;
    default: break;
    }
  }
  /* Kewlstart tells of the far end's leaving when this end's loop is closed and steady. */
  if (channel->is_far_gone && channel->hook == HOOK_OFF) {
    channel->is_far_gone = false;
    channel_event(channel, DAHDI_EVENT_ONHOOK);
  }
}

/* Brings the loopback line to where the hook is. */
static void follow_hook(struct channel *channel) {
  int32_t board = channel->card->board;
  struct board_info info;
  if (board_info(board, end_of(channel), &info)) return;
  bool is_taken = info.state == BOARD_OFF_HOOK;
  if (channel->hook == HOOK_ON && is_taken && !channel->is_bearer) board_hang_up(board, end_of(channel));
  if (channel->hook != HOOK_ON && channel->wants_line) take_line(channel);
}

void channel_send(struct channel *channel, int samples) {
  struct buffers *out = &channel->out;
  take_events(channel);
  follow_hook(channel);
  ring(channel, samples);
  int16_t chunk[BOARD_RATE / 50] = {0};
  int made = 0;
  if (channel->owner) {
    while (made < samples && out->full > 0) {
      int left = out->lengths[out->first] - out->at;
      int run = left < samples - made ? left : samples - made;
      const uint8_t *codes = out->space + out->first * channel->block + out->at;
      for (int i = 0; i < run; i++)
        chunk[made + i] = g711_decode(channel->tx_gain[codes[i]], channel->is_alaw);
      made += run;
      out->at += run;
      if (run < left) break;
      out->at = 0;
      out->first = (out->first + 1) % channel->buffer_count;
      out->full--;
    }
    if (made < samples && channel->dials) {
      if (!channel->tone.count && channel->hook < HOOK_PULSE_BREAK) dial_next(channel);
      while (made < samples && channel->tone.count) {
        made += dialer_render(&channel->tone, chunk + made, samples - made);
        if (!channel->tone.count) dial_next(channel);
      }
    }
    bool underran = made < samples && channel->pulses == 0;
    if (underran && !channel->underran && channel->tells_buffers)
      channel_event(channel, DAHDI_EVENT_WRITE_UNDERRUN);
    channel->underran = underran;
  }
  board_write(channel->card->board, end_of(channel), chunk, samples);
  if (channel->hook_timer > 0) {
    channel->hook_timer -= samples;
    if (channel->hook_timer <= 0) hook_timer_ends(channel);
  }
}

void channel_receive(struct channel *channel, int samples) {
  int16_t chunk[BOARD_RATE / 50] = {0};
  board_read(channel->card->board, end_of(channel), chunk, samples, NULL);
  if (!channel->owner) return;
  struct buffers *in = &channel->in;
  bool overran = false;
  for (int i = 0; i < samples; i++) {
    if (in->full == channel->buffer_count) {
      overran = true;
      break;
    }
    int place = (in->first + in->full) % channel->buffer_count;
    uint8_t code = g711_encode(chunk[i], channel->is_alaw);
    in->space[place * channel->block + in->at++] = channel->rx_gain[code];
    if (in->at < channel->block) continue;
    in->lengths[place] = channel->block;
    in->at = 0;
    in->full++;
  }
  if (overran && !channel->overran && channel->tells_buffers) channel_event(channel, DAHDI_EVENT_READ_OVERRUN);
  channel->overran = overran;
}
