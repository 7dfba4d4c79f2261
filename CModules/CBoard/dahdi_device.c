// SPDX-License-Identifier: GPL-3.0-or-later

/* A DAHDI channel's device: opened, checked and set up, lost and found. */

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "dahdi.h"
#include "g711.h"

/* Between two looks whether a device is back. */
#define RETRY BOARD_RATE

int dahdi_line_control(struct dahdi_line *line, unsigned long request, void *data) {
  int result;
  do result = ioctl(line->file, request, data);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int dahdi_line_set(struct dahdi_line *line, unsigned long request, int value) {
  return dahdi_line_control(line, request, &value);
}

static int set_gains(struct dahdi_line *line) {
  const struct dahdi_address *address = line->address;
  if (address->rx_gain == 0 && address->tx_gain == 0) return 0;
  struct dahdi_gains gains = {.chan = 0};
  g711_gain_table(gains.rxgain, address->rx_gain, line->is_alaw);
  g711_gain_table(gains.txgain, address->tx_gain, line->is_alaw);
  return dahdi_line_control(line, DAHDI_SETGAINS, &gains);
}

static int set_law(struct dahdi_line *line, const struct dahdi_params *params) {
  enum dahdi_law law = line->address->law;
  line->is_alaw = law == LAW_ALAW || (law != LAW_MULAW && params->curlaw == DAHDI_LAW_ALAW);
  int error = 0;
  if (law == LAW_MULAW || law == LAW_ALAW)
    error = dahdi_line_set(line, DAHDI_SETLAW, law == LAW_ALAW ? DAHDI_LAW_ALAW : DAHDI_LAW_MULAW);
  return error ? error : dahdi_line_set(line, DAHDI_SETLINEAR, law == LAW_LINEAR);
}

static int set_up(struct dahdi_line *line) {
  struct dahdi_params params = {.channo = 0};
  int error = dahdi_line_control(line, DAHDI_GET_PARAMS, &params);
  if (error) return error;
  line->signalling = params.sigtype;
  line->is_clear = params.sigtype == DAHDI_SIG_CLEAR;
  if (!dahdi_line_is_fxs(line) && !dahdi_line_is_em(line) && !line->is_clear) return -ENOTSUP;
  params.name[sizeof params.name - 1] = 0;
  snprintf(line->name, sizeof line->name, "%s", params.name);
  if (line->is_clear) error = dahdi_line_set(line, DAHDI_AUDIOMODE, 1);
  struct dahdi_bufferinfo buffers = {
      .txbufpolicy = DAHDI_POLICY_IMMEDIATE,
      .rxbufpolicy = DAHDI_POLICY_IMMEDIATE,
      .numbufs = DAHDI_BUFFERS,
      .bufsize = DAHDI_BLOCK,
  };
  if (!error) error = dahdi_line_control(line, DAHDI_SET_BUFINFO, &buffers);
  int block = 0;
  if (!error) error = dahdi_line_control(line, DAHDI_GET_BLOCKSIZE, &block);
  if (!error && block != DAHDI_BLOCK) error = -EPROTO;
  if (!error) error = set_law(line, &params);
  if (!error) error = set_gains(line);
  if (error) return error;
  line->alarms = params.chan_alarms;
  struct dahdi_spaninfo span = {.spanno = params.spanno};
  if (params.spanno > 0 && dahdi_line_control(line, DAHDI_SPANSTAT, &span) == 0) line->alarms |= (uint32_t)span.alarms;
  return 0;
}

int dahdi_line_take(struct dahdi_line *line, int file) {
  line->file = file;
  int error = dahdi_line_set(line, DAHDI_SPECIFY, line->number);
  if (!error) {
    error = set_up(line);
    if (error == -EINVAL) error = -EPROTO; /* EINVAL is kept for a number that no channel has */
  }
  if (error) {
    line->file = -1;
    return error;
  }
  bool was_down = line->is_down;
  line->is_down = line->alarms != 0;
  if (line->is_down && !was_down) dahdi_line_tell(line, BOARD_ALARM, (int)line->alarms);
  dahdi_line_enter(line, line->phase);
  return 0;
}

void dahdi_line_close(struct dahdi_line *line) {
  if (line->file < 0) return;
  if (!line->is_clear) dahdi_line_set(line, DAHDI_HOOK, DAHDI_ONHOOK);
  close(line->file);
  line->file = -1;
}

void dahdi_line_lose(struct dahdi_line *line) {
  if (line->file >= 0) close(line->file);
  line->file = -1;
  if (!line->is_down) dahdi_line_tell(line, BOARD_ALARM, DAHDI_ALARM_NOTOPEN);
  line->is_down = line->is_gone = true;
  line->retry_at = line->clock + RETRY;
  dahdi_line_enter(line, line->phase);
}

void dahdi_line_found(struct dahdi_line *line) {
  line->is_gone = false;
  line_count(&line->counters.reopens, 1);
  line->is_down = line->alarms != 0;
  if (!line->is_down) dahdi_line_tell(line, BOARD_ALARM_OVER, 0);
  dahdi_line_enter(line, line->phase);
}
