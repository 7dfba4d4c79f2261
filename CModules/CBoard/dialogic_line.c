// SPDX-License-Identifier: GPL-3.0-or-later

/* A Dialogic channel's calls: analog by the voice library's hook, digital by Global Call. Media thread. */

#include <errno.h>
#include <string.h>

#include "dialogic.h"

#define STALLED (2 * BOARD_RATE) /* the library hands over up to half a second at once */
#define RING_SECONDS 120         /* a call that nobody answers is given up by its owner long before */

bool dialogic_in_call(const struct dialogic_line *line) { return line->phase >= RINGING && line->phase <= DIALING; }

static void enter(struct dialogic_line *line, enum dialogic_phase phase) {
  static const int32_t states[] = {[IDLE] = BOARD_IDLE,     [RINGING] = BOARD_RINGING,  [SEIZING] = BOARD_OFF_HOOK,
                                   [OPEN] = BOARD_OFF_HOOK, [DIALING] = BOARD_OFF_HOOK, [LEAVING] = BOARD_LEAVING,
                                   [RESTING] = BOARD_LEAVING};
  line->phase = phase;
  atomic_store(&line->state, line->is_down ? BOARD_DOWN : states[phase]);
}

static void tell(struct dialogic_line *line, int kind, int detail) {
  if (line->event_count == DIALOGIC_EVENTS) {
    line_count(&line->counters.events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % DIALOGIC_EVENTS] = (struct board_event){
      .kind = kind,
      .channel = line->index,
      .detail = detail,
      .at = line->base < 0 ? line->board->clock : line->base + line->received,
  };
}

int dialogic_next_event(struct dialogic_line *line, struct board_event *event) {
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % DIALOGIC_EVENTS;
  line->event_count--;
  return 1;
}

void dialogic_fail(struct dialogic_line *line) {
  if (!line->is_down) tell(line, BOARD_ALARM, 1);
  line->is_down = true;
  enter(line, line->phase);
}

static void is_well(struct dialogic_line *line) {
  if (line->is_down) tell(line, BOARD_ALARM_OVER, 0);
  line->is_down = false;
  enter(line, line->phase);
}

static void seized(struct dialogic_line *line) {
  enter(line, OPEN);
  dialogic_start_listening(line);
  tell(line, BOARD_SEIZED, 0);
}

static void dialed(struct dialogic_line *line) {
  if (line->phase != DIALING) return;
  line->was_dialed = true;
  enter(line, OPEN);
  tell(line, BOARD_DIALED, 0);
  dialogic_start_speaking(line);
}

static void answered(struct dialogic_line *line) {
  if (line->phase != OPEN || !line->was_dialed || line->is_answered) return;
  line->is_answered = true;
  tell(line, BOARD_ANSWERED, 0);
}

static void released(struct dialogic_line *line) {
  bool is_up = line->phase == OPEN || line->phase == DIALING;
  if (!is_up || line->has_left) return;
  line->has_left = true;
  tell(line, BOARD_RELEASED, 0);
}

static void rest(struct dialogic_line *line) {
  line->free_at = line->board->clock + line->board->guard;
  enter(line, RESTING);
}

/* Operations */

int dialogic_seize(struct dialogic_line *line) {
  if (line->is_down) return -ENETDOWN;
  if (line->phase != IDLE) return -EBUSY;
  line->was_dialed = line->is_answered = line->has_left = false;
  if (line->board->is_digital) {
    /* A bearer is taken by the setup of its call; until then it is silent. */
    seized(line);
    return 0;
  }
  if (line->board->r4.dx_sethook(line->device, DX_OFFHOOK, EV_ASYNC) < 0) return -EIO;
  enter(line, SEIZING);
  return 0;
}

int dialogic_answer(struct dialogic_line *line) {
  if (line->phase != RINGING) return line->is_answered && dialogic_in_call(line) ? -EALREADY : -ENOTCONN;
  enter(line, IDLE);
  int error = dialogic_seize(line);
  line->is_answered = !error;
  return error;
}

int dialogic_dial(struct dialogic_line *line, const char *digits) {
  struct r4 *r4 = &line->board->r4;
  char text[BOARD_DIGITS_MAX + 2] = "T"; /* tones; a comma is a pause of 2 s, which the library has as its shortest */
  size_t length = strlen(digits), made = 1;
  if (length == 0 || length > BOARD_DIGITS_MAX || strspn(digits, "0123456789*#abcdABCDw") != length) return -EINVAL;
  if (line->phase == DIALING) return -EBUSY;
  if (line->phase != OPEN) return -ENOTCONN;
  for (size_t i = 0; i < length; i++) {
    bool pauses = digits[i] == BOARD_PAUSE;
    if (!pauses) text[made++] = digits[i];
    if (pauses && !line->board->is_digital) text[made++] = ',';
  }
  int result;
  if (line->board->is_digital)
    result = r4->gc_MakeCall(line->span_line, &line->call, text + 1, NULL, RING_SECONDS, EV_ASYNC);
  else
    result = r4->dx_dial(line->device, text, NULL, EV_ASYNC);
  if (result < 0) return -EIO;
  enter(line, DIALING);
  return 0;
}

int dialogic_hang_up(struct dialogic_line *line) {
  struct r4 *r4 = &line->board->r4;
  if (!dialogic_in_call(line)) return 0;
  dialogic_stop_audio(line);
  enter(line, LEAVING);
  line->last_audio = line->board->clock;
  int result = 0;
  if (!line->board->is_digital)
    result = r4->dx_sethook(line->device, DX_ONHOOK, EV_ASYNC);
  else if (line->call)
    result = r4->gc_DropCall(line->call, GC_NORMAL_CLEARING, EV_ASYNC);
  else
    rest(line);
  if (result < 0) dialogic_fail(line);
  return 0;
}

/* Events */

static void hook_is_set(struct dialogic_line *line, int state) {
  if (state == DX_OFFHOOK && line->phase == SEIZING) {
    seized(line);
    if (line->is_answered) dialogic_start_speaking(line);
  } else if (state == DX_ONHOOK && line->phase == LEAVING) {
    rest(line);
  }
}

static void status_changed(struct dialogic_line *line, int event) {
  switch (event) {
  case DE_RINGS:
    if (line->phase != IDLE) break;
    enter(line, RINGING);
    tell(line, BOARD_RING, 0);
    break;
  case DE_RNGOFF:
    if (line->phase != RINGING) break;
    enter(line, IDLE);
    tell(line, BOARD_FREE, 0);
    break;
  case DE_LCREV:
    if (line->board->answers_by_polarity && line->phase == OPEN && line->was_dialed && !line->is_answered)
      answered(line);
    else
      tell(line, BOARD_POLARITY, 0);
    break;
  case DE_LCOF: released(line); break;
  default: break;
  }
}

/* What Global Call says of the line's call. */
static void call_changed(struct dialogic_line *line, long type) {
  struct r4 *r4 = &line->board->r4;
  switch (type) {
  case GCEV_PROCEEDING:
  case GCEV_CALLPROGRESS:
  case GCEV_ALERTING: dialed(line); break;
  case GCEV_CONNECTED:
    dialed(line);
    answered(line);
    break;
  case GCEV_DISCONNECTED:
    dialed(line);
    released(line);
    break;
  case GCEV_DROPCALL:
    if (line->call && r4->gc_ReleaseCallEx(line->call, EV_ASYNC) < 0) dialogic_fail(line);
    break;
  case GCEV_RELEASECALL:
    line->call = 0;
    if (line->phase == LEAVING) rest(line);
    break;
  case GCEV_BLOCKED:
  case GCEV_TASKFAIL:
  case GCEV_OPENEX_FAIL: dialogic_fail(line); break;
  case GCEV_UNBLOCKED: is_well(line); break;
  default: break;
  }
}

void dialogic_take_event(struct dialogic *board) {
  long device = board->r4.sr_getevtdev(0);
  long type = board->r4.sr_getevttype(0);
  const struct dx_cst *status = board->r4.sr_getevtdatap(0);
  struct dialogic_line *line = NULL;
  bool is_call = type >= GCEV_TASKFAIL;
  for (int i = 0; i < board->count; i++)
    if ((is_call ? board->lines[i].span_line : board->lines[i].device) == device) line = &board->lines[i];
  if (!line) return;
  switch (type) {
  case TDX_SETHOOK:
    if (status) hook_is_set(line, status->cst_event);
    break;
  case TDX_CST:
    if (status) status_changed(line, status->cst_event);
    break;
  case TDX_DIAL: dialed(line); break;
  case TDX_ERROR: dialogic_fail(line); break;
  default:
    if (is_call) call_changed(line, type);
    break; /* else transfers that ended, because they were stopped */
  }
}

void dialogic_tick(struct dialogic_line *line) {
  int64_t clock = line->board->clock;
  bool should_sound = line->phase == OPEN || line->phase == DIALING;
  /* A bearer may be silent until its call is under way. */
  if (line->board->is_digital && !line->was_dialed) line->last_audio = clock;
  if (should_sound && !line->is_down && clock - line->last_audio > STALLED) dialogic_fail(line);
  /* A board that does not confirm is left alone for a while. */
  if (line->phase == LEAVING && clock - line->last_audio > 5 * BOARD_RATE) {
    line->call = 0;
    rest(line);
  }
  if (line->phase != RESTING || clock < line->free_at) return;
  line->base = -1;
  if (!line->board->is_digital) is_well(line); /* the next call will show */
  enter(line, IDLE);
  tell(line, BOARD_FREE, 0);
}
