// SPDX-License-Identifier: GPL-3.0-or-later

/* One DAHDI channel: its hook, its digits and its events. Nothing here blocks. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "dahdi.h"

/* A call without a sample for this long, by both clocks, has lost its device: half a second. An owner who was away for
   longer, and now catches up, has not. */
#define STALLED (BOARD_RATE / 2)
#define STALLED_MS 500
/* An incoming call that has not rung for this long is over: rings come every 6 s at most, and a bit. */
#define RING_GAP (8 * BOARD_RATE)
/* Samples that are on their way out behind the last write: a block that waits and one that is being sent. */
#define QUEUED (2 * DAHDI_BLOCK)

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void dahdi_line_note_audio(struct dahdi_line *line) {
  line->last_audio = line->clock;
  line->last_audio_ms = milliseconds();
}

static bool is_stalled(const struct dahdi_line *line) {
  return line->clock - line->last_audio > STALLED && milliseconds() - line->last_audio_ms > STALLED_MS;
}

bool dahdi_line_is_fxs(const struct dahdi_line *line) { return line->signalling & __DAHDI_SIG_FXS; }

bool dahdi_line_is_em(const struct dahdi_line *line) {
  return line->signalling == DAHDI_SIG_EM || line->signalling == DAHDI_SIG_EM_E1;
}

bool dahdi_line_in_call(const struct dahdi_line *line) {
  return line->phase == PHASE_RINGING || line->phase == PHASE_SEIZING || line->phase == PHASE_OPEN ||
         line->phase == PHASE_DIALING;
}

const char *dahdi_line_signalling(const struct dahdi_line *line) {
  switch (line->signalling) {
  case DAHDI_SIG_FXSLS: return "FXO port, loop start";
  case DAHDI_SIG_FXSGS: return "FXO port, ground start";
  case DAHDI_SIG_FXSKS: return "FXO port, kewlstart";
  case DAHDI_SIG_EM: return "E&M";
  case DAHDI_SIG_EM_E1: return "E&M on E1";
  default: return "bearer channel";
  }
}

void dahdi_line_enter(struct dahdi_line *line, enum dahdi_phase phase) {
  static const int32_t states[] = {
      [PHASE_IDLE] = BOARD_IDLE,     [PHASE_RINGING] = BOARD_RINGING,  [PHASE_SEIZING] = BOARD_OFF_HOOK,
      [PHASE_OPEN] = BOARD_OFF_HOOK, [PHASE_DIALING] = BOARD_OFF_HOOK, [PHASE_LEAVING] = BOARD_LEAVING,
  };
  line->phase = phase;
  atomic_store(&line->state, line->is_down || line->is_gone ? BOARD_DOWN : states[phase]);
}

/* The time of what comes next. */
int64_t dahdi_line_now(const struct dahdi_line *line) {
  return line->base < 0 ? line->clock : line->base + line->received;
}

void dahdi_line_tell(struct dahdi_line *line, int kind, int detail) {
  if (line->event_count == DAHDI_EVENTS) {
    line_count(&line->counters.events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % DAHDI_EVENTS] =
      (struct board_event){.kind = kind, .channel = line->index, .detail = detail, .at = dahdi_line_now(line)};
}

int dahdi_line_next_event(struct dahdi_line *line, struct board_event *event) {
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % DAHDI_EVENTS;
  line->event_count--;
  return 1;
}

/* Calls */

static void begin(struct dahdi_line *line, enum dahdi_phase phase) {
  line->base = -1;
  line->received = 0;
  dahdi_line_note_audio(line);
  line->heard_count = 0;
  line->dialer.count = 0;
  line->is_speaking = line->is_answered = line->was_dialed = line->has_left = false;
  line->late = 0;
  dahdi_line_enter(line, phase);
}

/* Off-hook: audio from here on. */
static void open_line(struct dahdi_line *line) {
  dahdi_line_set(line, DAHDI_FLUSH, DAHDI_FLUSH_BOTH);
  dahdi_line_set(line, DAHDI_BUFFER_EVENTS, 1);
  /* A card may have no canceller: then echo is what it is. */
  dahdi_line_set(line, DAHDI_ECHOCANCEL, line->address->echo_taps);
  begin(line, PHASE_OPEN);
}

int dahdi_line_seize(struct dahdi_line *line) {
  if (line->is_gone || line->is_down) return -ENETDOWN;
  if (line->phase != PHASE_IDLE) return -EBUSY;
  enum dahdi_start start = line->address->start;
  if (start == START_BY_SIGNALLING)
    start = dahdi_line_is_em(line) || line->signalling == DAHDI_SIG_FXSGS ? START_START : START_OFF_HOOK;
  int error = 0;
  if (!line->is_clear) error = dahdi_line_set(line, DAHDI_HOOK, start == START_START ? DAHDI_START : DAHDI_OFFHOOK);
  if (error && error != -EINPROGRESS) return error;
  if (line->is_clear || (error == 0 && start != START_WINK)) {
    open_line(line);
    dahdi_line_tell(line, BOARD_SEIZED, 0);
  } else {
    begin(line, PHASE_SEIZING);
  }
  return 0;
}

int dahdi_line_answer(struct dahdi_line *line) {
  if (line->phase != PHASE_RINGING) return line->is_answered && dahdi_line_in_call(line) ? -EALREADY : -ENOTCONN;
  int error = dahdi_line_set(line, DAHDI_HOOK, DAHDI_OFFHOOK);
  if (error) return error;
  open_line(line);
  line->is_answered = true;
  return 0;
}

int dahdi_line_dial(struct dahdi_line *line, const char *digits) {
  struct dialer dialer;
  int error = dialer_start(&dialer, digits);
  if (error) return error;
  if (line->phase == PHASE_DIALING) return -EBUSY;
  if (line->phase != PHASE_OPEN) return -ENOTCONN;
  struct dahdi_dialoperation operation = {.op = DAHDI_DIAL_OP_REPLACE};
  bool pulses = line->address->dialing == DIAL_PULSE;
  if (pulses && (line->is_clear || strpbrk(digits, "*#ABCDabcd"))) return -EINVAL;
  snprintf(operation.dialstr, sizeof operation.dialstr, "%c%s", pulses ? 'P' : 'T', digits);
  error = line->address->dialing == DIAL_AUDIO ? -ENODATA : dahdi_line_control(line, DAHDI_DIAL, &operation);
  if (error == -ENODATA && !pulses) {
    /* No tone zone is loaded in the kernel: the tones are made here. */
    line->dialer = dialer;
    error = 0;
  }
  if (error) return error;
  line->is_speaking = false;
  dahdi_line_enter(line, PHASE_DIALING);
  return 0;
}

int dahdi_line_hang_up(struct dahdi_line *line) {
  if (!dahdi_line_in_call(line)) return 0;
  if (line->phase == PHASE_DIALING && line->file >= 0) {
    struct dahdi_dialoperation operation = {.op = DAHDI_DIAL_OP_CANCEL};
    dahdi_line_control(line, DAHDI_DIAL, &operation);
  }
  line->leaves_at = line->clock + (line->is_speaking ? QUEUED : 0);
  line->free_at = INT64_MAX;
  line->dialer.count = 0;
  line->is_speaking = false;
  dahdi_line_enter(line, PHASE_LEAVING);
  return 0;
}

void dahdi_line_dialed(struct dahdi_line *line) {
  line->was_dialed = true;
  dahdi_line_enter(line, PHASE_OPEN);
  dahdi_line_tell(line, BOARD_DIALED, 0);
}

static void answered(struct dahdi_line *line) {
  line->is_answered = true;
  dahdi_line_tell(line, BOARD_ANSWERED, 0);
}

static void released(struct dahdi_line *line) {
  if (line->has_left) return;
  line->has_left = true;
  dahdi_line_tell(line, BOARD_RELEASED, 0);
}

/* Events */

static void rang(struct dahdi_line *line) {
  line->last_ring = line->clock;
  if (line->phase != PHASE_IDLE) return;
  begin(line, PHASE_RINGING);
  dahdi_line_tell(line, BOARD_RING, 0);
}

static void stopped_ringing(struct dahdi_line *line) {
  dahdi_line_enter(line, PHASE_IDLE);
  dahdi_line_tell(line, BOARD_FREE, 0);
}

static void reversed(struct dahdi_line *line) {
  bool means_answer = line->address->answers_by_polarity && line->phase == PHASE_OPEN && line->was_dialed;
  if (means_answer && line->is_answered)
    released(line);
  else if (means_answer)
    answered(line);
  else
    dahdi_line_tell(line, BOARD_POLARITY, 0);
}

static void alarmed(struct dahdi_line *line) {
  struct dahdi_params params = {.channo = 0};
  struct dahdi_spaninfo span = {.spanno = 0};
  line->alarms = DAHDI_ALARM_RED;
  if (dahdi_line_control(line, DAHDI_GET_PARAMS, &params) == 0) {
    uint32_t found = params.chan_alarms;
    span.spanno = params.spanno;
    if (params.spanno > 0 && dahdi_line_control(line, DAHDI_SPANSTAT, &span) == 0) found |= (uint32_t)span.alarms;
    if (found) line->alarms = found;
  }
  if (!line->is_down) dahdi_line_tell(line, BOARD_ALARM, (int)line->alarms);
  line->is_down = true;
  dahdi_line_enter(line, line->phase);
}

static void is_well(struct dahdi_line *line) {
  if (line->is_down) dahdi_line_tell(line, BOARD_ALARM_OVER, 0);
  line->is_down = false;
  line->alarms = 0;
  dahdi_line_note_audio(line);
  dahdi_line_enter(line, line->phase);
}

void dahdi_line_happen(struct dahdi_line *line, int event) {
  switch (event) {
  case DAHDI_EVENT_ONHOOK:
    if (line->phase == PHASE_RINGING)
      stopped_ringing(line);
    else if (dahdi_line_in_call(line))
      released(line);
    break;
  case DAHDI_EVENT_RINGBEGIN: rang(line); break;
  case DAHDI_EVENT_RINGOFFHOOK:
    if (dahdi_line_is_em(line) && line->phase == PHASE_OPEN && line->was_dialed) {
      if (!line->is_answered) answered(line);
    } else {
      rang(line);
    }
    break;
  case DAHDI_EVENT_WINKFLASH:
    if (line->phase == PHASE_SEIZING) {
      open_line(line);
      dahdi_line_tell(line, BOARD_SEIZED, 0);
    } else {
      dahdi_line_tell(line, BOARD_HOOK, 2);
    }
    break;
  case DAHDI_EVENT_HOOKCOMPLETE:
    if (line->phase == PHASE_SEIZING && line->address->start != START_WINK) {
      open_line(line);
      dahdi_line_tell(line, BOARD_SEIZED, 0);
    }
    break;
  case DAHDI_EVENT_DIALCOMPLETE:
    if (line->phase == PHASE_DIALING && !line->dialer.count) dahdi_line_dialed(line);
    break;
  case DAHDI_EVENT_POLARITY: reversed(line); break;
  case DAHDI_EVENT_ALARM: alarmed(line); break;
  case DAHDI_EVENT_NOALARM: is_well(line); break;
  case DAHDI_EVENT_REMOVED: dahdi_line_lose(line); break;
  case DAHDI_EVENT_WRITE_UNDERRUN:
    /* Told once for each gap, whose length is not told: a block at least. The next write lays a reserve again. */
    if (line->is_speaking) line_count(&line->counters.underruns, DAHDI_BLOCK);
    line->is_speaking = false;
    break;
  default: break; /* digits that the card heard, timers, cancellers: nothing that a call turns on */
  }
}

void dahdi_line_take_events(struct dahdi_line *line) {
  for (int turn = 0; turn < DAHDI_TURNS && line->file >= 0; turn++) {
    int event = DAHDI_EVENT_NONE;
    int error = dahdi_line_control(line, DAHDI_GETEVENT, &event);
    if (error) return dahdi_line_lose(line);
    if (event == DAHDI_EVENT_NONE) return;
    dahdi_line_happen(line, event);
  }
}

/* Time */

static void leave(struct dahdi_line *line) {
  if (line->clock >= line->leaves_at && line->free_at == INT64_MAX) {
    if (line->file >= 0) {
      dahdi_line_set(line, DAHDI_BUFFER_EVENTS, 0);
      dahdi_line_set(line, DAHDI_ECHOCANCEL, 0);
      if (!line->is_clear) dahdi_line_set(line, DAHDI_HOOK, DAHDI_ONHOOK);
    }
    line->free_at = line->clock + line->address->guard;
  }
  if (line->clock < line->free_at) return;
  line->base = -1;
  dahdi_line_enter(line, PHASE_IDLE);
  dahdi_line_tell(line, BOARD_FREE, 0);
}

void dahdi_line_tick(struct dahdi_line *line, int64_t clock) {
  line->clock = clock;
  if (dahdi_line_in_call(line) && line->file >= 0) {
    if (line->phase != PHASE_RINGING) dahdi_line_hear(line);
    if (line->phase == PHASE_DIALING && line->dialer.count) dahdi_line_send_digits(line);
    bool should_sound = line->phase == PHASE_OPEN || line->phase == PHASE_DIALING;
    if (!should_sound) dahdi_line_note_audio(line);
    if (should_sound && !line->is_down && is_stalled(line)) dahdi_line_lose(line);
    if (line->phase == PHASE_RINGING && clock - line->last_ring > RING_GAP) stopped_ringing(line);
  }
  if (line->phase == PHASE_LEAVING) leave(line);
}

void dahdi_line_info(struct dahdi_line *line, struct board_info *info) {
  *info = line_counters_info(&line->counters, atomic_load(&line->state));
}
