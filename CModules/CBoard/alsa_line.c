// SPDX-License-Identifier: GPL-3.0-or-later

#include "alsa_line.h"

#include <errno.h>
#include <stdio.h>

/* Queues */

int alsa_queue_put(struct alsa_queue *queue, const int16_t *samples, int wanted, int step) {
  int dropped = 0;
  for (int i = 0; i < wanted; i++) {
    if (queue->fill == QUEUE) {
      queue->first = (queue->first + 1) % QUEUE;
      queue->fill--;
      dropped++;
    }
    queue->samples[(queue->first + queue->fill++) % QUEUE] = samples[i * step];
  }
  return dropped;
}

int alsa_queue_take(struct alsa_queue *queue, int16_t *samples, int wanted, int step) {
  int taken = wanted < (int)queue->fill ? wanted : (int)queue->fill;
  for (int i = 0; i < taken; i++) samples[i * step] = queue->samples[(queue->first + (unsigned)i) % QUEUE];
  queue->first = (queue->first + (unsigned)taken) % QUEUE;
  queue->fill -= (unsigned)taken;
  return taken;
}

/* Events */

void alsa_line_tell(struct alsa *board, struct alsa_line *line, int kind, int detail) {
  if (line->event_count == EVENTS) {
    line_count(&line->counters.events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % EVENTS] =
      (struct board_event){.kind = kind, .channel = line->index, .detail = detail, .at = board->clock};
}

int alsa_next_event(void *state, int channel, struct board_event *event) {
  struct alsa_line *line = &((struct alsa *)state)->lines[channel];
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % EVENTS;
  line->event_count--;
  return 1;
}

/* Calls */

static bool is_down(const struct alsa_line *line) { return atomic_load(&line->device->lost); }

bool alsa_line_is_up(const struct alsa_line *line) { return atomic_load(&line->state) == BOARD_OFF_HOOK; }

/* 0, or what the control says. */
static int set_hook(struct alsa *board, struct alsa_line *line, int off_hook) {
  if (!line->hook) return 0;
  snd_ctl_elem_value_set_boolean(line->hook, 0, off_hook);
  int error = snd_ctl_elem_write(board->controls, line->hook);
  return error < 0 ? error : 0;
}

int alsa_seize(void *state, int channel) {
  struct alsa *board = state;
  struct alsa_line *line = &board->lines[channel];
  if (is_down(line)) return -ENETDOWN;
  if (atomic_load(&line->state) != BOARD_IDLE) return -EBUSY;
  int error = set_hook(board, line, 1);
  if (error) return error;
  line->in.fill = line->out.fill = 0;
  line->dialer.count = 0;
  line->speaking = line->answered = false;
  atomic_store(&line->state, BOARD_OFF_HOOK);
  alsa_line_tell(board, line, BOARD_SEIZED, 0);
  return 0;
}

int alsa_dial(void *state, int channel, const char *digits) {
  struct alsa_line *line = &((struct alsa *)state)->lines[channel];
  struct dialer dialer;
  int error = dialer_start(&dialer, digits);
  if (error) return error;
  if (!alsa_line_is_up(line)) return -ENOTCONN;
  if (line->dialer.count) return -EBUSY;
  line->dialer = dialer;
  line->speaking = false;
  return 0;
}

int alsa_hang_up(void *state, int channel) {
  struct alsa *board = state;
  struct alsa_line *line = &board->lines[channel];
  if (!alsa_line_is_up(line)) return 0;
  line->dialer.count = 0;
  line->speaking = false;
  /* What was written is still on its way. */
  line->leaving = line->hook ? (int)line->out.fill + board->address.ahead * BOARD_RATE / 1000 : (int)line->out.fill;
  line->on_hook = false;
  atomic_store(&line->state, BOARD_LEAVING);
  return 0;
}

void alsa_line_supervise(struct alsa *board, struct alsa_line *line) {
  if (!line->far || snd_ctl_elem_read(board->controls, line->far) < 0) return;
  bool answered = snd_ctl_elem_value_get_boolean(line->far, 0);
  if (answered != line->answered) alsa_line_tell(board, line, answered ? BOARD_ANSWERED : BOARD_RELEASED, 0);
  line->answered = answered;
}

void alsa_line_leave(struct alsa *board, struct alsa_line *line) {
  line->leaving -= BLOCK;
  if (line->leaving > 0) return;
  if (line->hook && !line->on_hook) {
    line->on_hook = true;
    line->leaving = board->address.rest * BOARD_RATE / 1000;
    if (set_hook(board, line, 0) == 0 && line->leaving > 0) return;
  }
  line->in.fill = line->out.fill = 0;
  atomic_store(&line->state, BOARD_IDLE);
  alsa_line_tell(board, line, BOARD_FREE, 0);
}

int alsa_read(void *state, int channel, int16_t *samples, int wanted, int64_t *at) {
  struct alsa *board = state;
  struct alsa_line *line = &board->lines[channel];
  *at = board->clock - line->in.fill;
  if (!alsa_line_is_up(line)) return 0;
  int taken = alsa_queue_take(&line->in, samples, wanted, 1);
  line_count(&line->counters.samples_in, taken);
  if (taken < wanted) line_count(&line->counters.short_reads, 1);
  return taken;
}

int alsa_write(void *state, int channel, const int16_t *samples, int offered) {
  struct alsa_line *line = &((struct alsa *)state)->lines[channel];
  if (!alsa_line_is_up(line)) return -ENOTCONN;
  if (is_down(line)) return -ENETDOWN;
  if (line->dialer.count) return -EBUSY;
  int room = (int)(QUEUE - line->out.fill);
  int taken = offered < room ? offered : room;
  alsa_queue_put(&line->out, samples, taken, 1);
  if (offered > 0) line->speaking = true;
  line_count(&line->counters.samples_out, taken);
  if (taken < offered) line_count(&line->counters.short_writes, 1);
  return taken;
}

int alsa_info(void *state, int channel, struct board_info *info) {
  struct alsa_line *line = &((struct alsa *)state)->lines[channel];
  *info = line_counters_info(&line->counters, is_down(line) ? BOARD_DOWN : atomic_load(&line->state));
  return 0;
}

int alsa_describe(void *state, int channel, char *text, int size) {
  struct alsa *board = state;
  struct alsa_line *line = &board->lines[channel];
  snprintf(text, (size_t)size, "PCM %s channel %d, %s%s", line->device->name, line->channel + 1,
           line->device->description,
           line->far ? ", hook switches of both ends" : line->hook ? ", hook switch" : ", no signalling");
  return 0;
}

/* Switches */

static int make_switch(snd_ctl_elem_value_t **value, const char *name, int index) {
  int error = snd_ctl_elem_value_malloc(value);
  if (error < 0) return error;
  snd_ctl_elem_value_set_interface(*value, SND_CTL_ELEM_IFACE_MIXER);
  snd_ctl_elem_value_set_name(*value, name);
  snd_ctl_elem_value_set_index(*value, (unsigned)index);
  return 0;
}

int alsa_line_open_hook(struct alsa *board, struct alsa_line *line) {
  int error = make_switch(&line->hook, "Off-hook Switch", line->index);
  /* The switch is there, and the line at rest. */
  if (!error) error = set_hook(board, line, 0);
  if (error) return error == -ENOENT ? -ENODEV : error;
  if ((error = make_switch(&line->far, "Far End Off-hook Switch", line->index))) return error;
  if (snd_ctl_elem_read(board->controls, line->far) == 0) return 0;
  snd_ctl_elem_value_free(line->far);
  line->far = NULL;
  return 0;
}

void alsa_line_close_hook(struct alsa *board, struct alsa_line *line) {
  int state = atomic_load(&line->state);
  if (line->hook && (state == BOARD_OFF_HOOK || state == BOARD_LEAVING)) set_hook(board, line, 0);
  if (line->hook) snd_ctl_elem_value_free(line->hook);
  if (line->far) snd_ctl_elem_value_free(line->far);
}
