// SPDX-License-Identifier: GPL-3.0-or-later

/* One DAHDI channel: its hook, its digits, its events and its audio. Nothing here blocks. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "dahdi.h"
#include "g711.h"

/* A call without a sample for this long, by both clocks, has lost its device: half a second. An owner who was away for
   longer, and now catches up, has not. */
#define STALLED (BOARD_RATE / 2)
#define STALLED_MS 500
/* An incoming call that has not rung for this long is over: rings come every 6 s at most, and a bit. */
#define RING_GAP (8 * BOARD_RATE)
/* A block that has not come after so many ticks, half a second, does not come any more. */
#define LATE 25
/* Between two looks whether a device is back. */
#define RETRY BOARD_RATE
/* Samples that are on their way out behind the last write: a block that waits and one that is being sent. */
#define QUEUED (2 * DAHDI_BLOCK)
/* Turns of a loop over a device's answers: more than its queue of 512 events holds, and still an end. */
#define TURNS 600

static void count(_Atomic int64_t *counter, int64_t by) {
  atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

static int control(struct dahdi_line *line, unsigned long request, void *data) {
  int result;
  do result = ioctl(line->file, request, data);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

static int set(struct dahdi_line *line, unsigned long request, int value) {
  return control(line, request, &value);
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void note_audio(struct dahdi_line *line) {
  line->last_audio = line->clock;
  line->last_audio_ms = milliseconds();
}

static bool is_stalled(const struct dahdi_line *line) {
  return line->clock - line->last_audio > STALLED && milliseconds() - line->last_audio_ms > STALLED_MS;
}

static bool is_fxs(const struct dahdi_line *line) { return line->signalling & __DAHDI_SIG_FXS; }

static bool is_em(const struct dahdi_line *line) {
  return line->signalling == DAHDI_SIG_EM || line->signalling == DAHDI_SIG_EM_E1;
}

static bool in_call(const struct dahdi_line *line) {
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

static void enter(struct dahdi_line *line, enum dahdi_phase phase) {
  static const int32_t states[] = {
      [PHASE_IDLE] = BOARD_IDLE,     [PHASE_RINGING] = BOARD_RINGING,  [PHASE_SEIZING] = BOARD_OFF_HOOK,
      [PHASE_OPEN] = BOARD_OFF_HOOK, [PHASE_DIALING] = BOARD_OFF_HOOK, [PHASE_LEAVING] = BOARD_LEAVING,
  };
  line->phase = phase;
  atomic_store(&line->state, line->is_down || line->is_gone ? BOARD_DOWN : states[phase]);
}

/* The time of what comes next. */
static int64_t now(const struct dahdi_line *line) {
  return line->base < 0 ? line->clock : line->base + line->received;
}

static void tell(struct dahdi_line *line, int kind, int detail) {
  if (line->event_count == DAHDI_EVENTS) {
    count(&line->events_lost, 1);
    return;
  }
  line->events[(line->first_event + line->event_count++) % DAHDI_EVENTS] =
      (struct board_event){.kind = kind, .channel = line->index, .detail = detail, .at = now(line)};
}

int dahdi_line_next_event(struct dahdi_line *line, struct board_event *event) {
  if (line->event_count == 0) return 0;
  *event = line->events[line->first_event];
  line->first_event = (line->first_event + 1) % DAHDI_EVENTS;
  line->event_count--;
  return 1;
}

/* The device */

static int set_gains(struct dahdi_line *line) {
  const struct dahdi_address *address = line->address;
  if (address->rx_gain == 0 && address->tx_gain == 0) return 0;
  struct dahdi_gains gains = {.chan = 0};
  g711_gain_table(gains.rxgain, address->rx_gain, line->is_alaw);
  g711_gain_table(gains.txgain, address->tx_gain, line->is_alaw);
  return control(line, DAHDI_SETGAINS, &gains);
}

static int set_law(struct dahdi_line *line, const struct dahdi_params *params) {
  enum dahdi_law law = line->address->law;
  line->is_alaw = law == LAW_ALAW || (law != LAW_MULAW && params->curlaw == DAHDI_LAW_ALAW);
  int error = 0;
  if (law == LAW_MULAW || law == LAW_ALAW)
    error = set(line, DAHDI_SETLAW, law == LAW_ALAW ? DAHDI_LAW_ALAW : DAHDI_LAW_MULAW);
  return error ? error : set(line, DAHDI_SETLINEAR, law == LAW_LINEAR);
}

static int set_up(struct dahdi_line *line) {
  struct dahdi_params params = {.channo = 0};
  int error = control(line, DAHDI_GET_PARAMS, &params);
  if (error) return error;
  line->signalling = params.sigtype;
  line->is_clear = params.sigtype == DAHDI_SIG_CLEAR;
  if (!is_fxs(line) && !is_em(line) && !line->is_clear) return -ENOTSUP;
  params.name[sizeof params.name - 1] = 0;
  snprintf(line->name, sizeof line->name, "%s", params.name);
  if (line->is_clear) error = set(line, DAHDI_AUDIOMODE, 1);
  struct dahdi_bufferinfo buffers = {
      .txbufpolicy = DAHDI_POLICY_IMMEDIATE,
      .rxbufpolicy = DAHDI_POLICY_IMMEDIATE,
      .numbufs = DAHDI_BUFFERS,
      .bufsize = DAHDI_BLOCK,
  };
  if (!error) error = control(line, DAHDI_SET_BUFINFO, &buffers);
  int block = 0;
  if (!error) error = control(line, DAHDI_GET_BLOCKSIZE, &block);
  if (!error && block != DAHDI_BLOCK) error = -EPROTO;
  if (!error) error = set_law(line, &params);
  if (!error) error = set_gains(line);
  if (error) return error;
  line->alarms = params.chan_alarms;
  struct dahdi_spaninfo span = {.spanno = params.spanno};
  if (params.spanno > 0 && control(line, DAHDI_SPANSTAT, &span) == 0) line->alarms |= (uint32_t)span.alarms;
  return 0;
}

int dahdi_line_take(struct dahdi_line *line, int file) {
  line->file = file;
  int error = set(line, DAHDI_SPECIFY, line->number);
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
  if (line->is_down && !was_down) tell(line, BOARD_ALARM, (int)line->alarms);
  enter(line, line->phase);
  return 0;
}

void dahdi_line_close(struct dahdi_line *line) {
  if (line->file < 0) return;
  if (!line->is_clear) set(line, DAHDI_HOOK, DAHDI_ONHOOK);
  close(line->file);
  line->file = -1;
}

void dahdi_line_lose(struct dahdi_line *line) {
  if (line->file >= 0) close(line->file);
  line->file = -1;
  if (!line->is_down) tell(line, BOARD_ALARM, DAHDI_ALARM_NOTOPEN);
  line->is_down = line->is_gone = true;
  line->retry_at = line->clock + RETRY;
  enter(line, line->phase);
}

void dahdi_line_found(struct dahdi_line *line) {
  line->is_gone = false;
  count(&line->reopens, 1);
  line->is_down = line->alarms != 0;
  if (!line->is_down) tell(line, BOARD_ALARM_OVER, 0);
  enter(line, line->phase);
}

/* Calls */

static void begin(struct dahdi_line *line, enum dahdi_phase phase) {
  line->base = -1;
  line->received = 0;
  note_audio(line);
  line->heard_count = 0;
  line->dialer.count = 0;
  line->is_speaking = line->is_answered = line->was_dialed = line->has_left = false;
  line->late = 0;
  enter(line, phase);
}

/* Off-hook: audio from here on. */
static void open_line(struct dahdi_line *line) {
  set(line, DAHDI_FLUSH, DAHDI_FLUSH_BOTH);
  set(line, DAHDI_BUFFER_EVENTS, 1);
  /* A card may have no canceller: then echo is what it is. */
  set(line, DAHDI_ECHOCANCEL, line->address->echo_taps);
  begin(line, PHASE_OPEN);
}

int dahdi_line_seize(struct dahdi_line *line) {
  if (line->is_gone || line->is_down) return -ENETDOWN;
  if (line->phase != PHASE_IDLE) return -EBUSY;
  enum dahdi_start start = line->address->start;
  if (start == START_BY_SIGNALLING)
    start = is_em(line) || line->signalling == DAHDI_SIG_FXSGS ? START_START : START_OFF_HOOK;
  int error = 0;
  if (!line->is_clear) error = set(line, DAHDI_HOOK, start == START_START ? DAHDI_START : DAHDI_OFFHOOK);
  if (error && error != -EINPROGRESS) return error;
  if (line->is_clear || (error == 0 && start != START_WINK)) {
    open_line(line);
    tell(line, BOARD_SEIZED, 0);
  } else {
    begin(line, PHASE_SEIZING);
  }
  return 0;
}

int dahdi_line_answer(struct dahdi_line *line) {
  if (line->phase != PHASE_RINGING) return line->is_answered && in_call(line) ? -EALREADY : -ENOTCONN;
  int error = set(line, DAHDI_HOOK, DAHDI_OFFHOOK);
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
  error = line->address->dialing == DIAL_AUDIO ? -ENODATA : control(line, DAHDI_DIAL, &operation);
  if (error == -ENODATA && !pulses) {
    /* No tone zone is loaded in the kernel: the tones are made here. */
    line->dialer = dialer;
    error = 0;
  }
  if (error) return error;
  line->is_speaking = false;
  enter(line, PHASE_DIALING);
  return 0;
}

int dahdi_line_hang_up(struct dahdi_line *line) {
  if (!in_call(line)) return 0;
  if (line->phase == PHASE_DIALING && line->file >= 0) {
    struct dahdi_dialoperation operation = {.op = DAHDI_DIAL_OP_CANCEL};
    control(line, DAHDI_DIAL, &operation);
  }
  line->leaves_at = line->clock + (line->is_speaking ? QUEUED : 0);
  line->free_at = INT64_MAX;
  line->dialer.count = 0;
  line->is_speaking = false;
  enter(line, PHASE_LEAVING);
  return 0;
}

static void dialed(struct dahdi_line *line) {
  line->was_dialed = true;
  enter(line, PHASE_OPEN);
  tell(line, BOARD_DIALED, 0);
}

static void answered(struct dahdi_line *line) {
  line->is_answered = true;
  tell(line, BOARD_ANSWERED, 0);
}

static void released(struct dahdi_line *line) {
  if (line->has_left) return;
  line->has_left = true;
  tell(line, BOARD_RELEASED, 0);
}

/* Events */

static void rang(struct dahdi_line *line) {
  line->last_ring = line->clock;
  if (line->phase != PHASE_IDLE) return;
  begin(line, PHASE_RINGING);
  tell(line, BOARD_RING, 0);
}

static void stopped_ringing(struct dahdi_line *line) {
  enter(line, PHASE_IDLE);
  tell(line, BOARD_FREE, 0);
}

static void reversed(struct dahdi_line *line) {
  bool means_answer = line->address->answers_by_polarity && line->phase == PHASE_OPEN && line->was_dialed;
  if (means_answer && line->is_answered)
    released(line);
  else if (means_answer)
    answered(line);
  else
    tell(line, BOARD_POLARITY, 0);
}

static void alarmed(struct dahdi_line *line) {
  struct dahdi_params params = {.channo = 0};
  struct dahdi_spaninfo span = {.spanno = 0};
  line->alarms = DAHDI_ALARM_RED;
  if (control(line, DAHDI_GET_PARAMS, &params) == 0) {
    uint32_t found = params.chan_alarms;
    span.spanno = params.spanno;
    if (params.spanno > 0 && control(line, DAHDI_SPANSTAT, &span) == 0) found |= (uint32_t)span.alarms;
    if (found) line->alarms = found;
  }
  if (!line->is_down) tell(line, BOARD_ALARM, (int)line->alarms);
  line->is_down = true;
  enter(line, line->phase);
}

static void is_well(struct dahdi_line *line) {
  if (line->is_down) tell(line, BOARD_ALARM_OVER, 0);
  line->is_down = false;
  line->alarms = 0;
  note_audio(line);
  enter(line, line->phase);
}

void dahdi_line_happen(struct dahdi_line *line, int event) {
  switch (event) {
  case DAHDI_EVENT_ONHOOK:
    if (line->phase == PHASE_RINGING)
      stopped_ringing(line);
    else if (in_call(line))
      released(line);
    break;
  case DAHDI_EVENT_RINGBEGIN: rang(line); break;
  case DAHDI_EVENT_RINGOFFHOOK:
    if (is_em(line) && line->phase == PHASE_OPEN && line->was_dialed) {
      if (!line->is_answered) answered(line);
    } else {
      rang(line);
    }
    break;
  case DAHDI_EVENT_WINKFLASH:
    if (line->phase == PHASE_SEIZING) {
      open_line(line);
      tell(line, BOARD_SEIZED, 0);
    } else {
      tell(line, BOARD_HOOK, 2);
    }
    break;
  case DAHDI_EVENT_HOOKCOMPLETE:
    if (line->phase == PHASE_SEIZING && line->address->start != START_WINK) {
      open_line(line);
      tell(line, BOARD_SEIZED, 0);
    }
    break;
  case DAHDI_EVENT_DIALCOMPLETE:
    if (line->phase == PHASE_DIALING && !line->dialer.count) dialed(line);
    break;
  case DAHDI_EVENT_POLARITY: reversed(line); break;
  case DAHDI_EVENT_ALARM: alarmed(line); break;
  case DAHDI_EVENT_NOALARM: is_well(line); break;
  case DAHDI_EVENT_REMOVED: dahdi_line_lose(line); break;
  case DAHDI_EVENT_WRITE_UNDERRUN:
    /* Told once for each gap, whose length is not told: a block at least. The next write lays a reserve again. */
    if (line->is_speaking) count(&line->underruns, DAHDI_BLOCK);
    line->is_speaking = false;
    break;
  default: break; /* digits that the card heard, timers, cancellers: nothing that a call turns on */
  }
}

void dahdi_line_take_events(struct dahdi_line *line) {
  for (int turn = 0; turn < TURNS && line->file >= 0; turn++) {
    int event = DAHDI_EVENT_NONE;
    int error = control(line, DAHDI_GETEVENT, &event);
    if (error) return dahdi_line_lose(line);
    if (event == DAHDI_EVENT_NONE) return;
    dahdi_line_happen(line, event);
  }
}

/* Audio */

static void put_heard(struct dahdi_line *line, const int16_t *samples, int wanted) {
  int over = (int)line->heard_count + wanted - DAHDI_QUEUE;
  if (over > 0) {
    line->first_heard = (line->first_heard + (unsigned)over) % DAHDI_QUEUE;
    line->heard_count -= (unsigned)over;
    count(&line->overruns, over);
  }
  for (int i = 0; i < wanted; i++)
    line->heard[(line->first_heard + line->heard_count + (unsigned)i) % DAHDI_QUEUE] = samples[i];
  line->heard_count += (unsigned)wanted;
}

/* One block from the device, if it has one: its samples, 0 nothing, -1 the device is gone. */
static int hear_block(struct dahdi_line *line, int16_t *samples) {
  bool linear = line->address->law == LAW_LINEAR;
  uint8_t codes[DAHDI_BLOCK];
  void *buffer = linear ? (void *)samples : (void *)codes;
  ssize_t size = linear ? 2 * DAHDI_BLOCK : DAHDI_BLOCK;
  for (int turn = 0; turn < TURNS && line->file >= 0; turn++) {
    ssize_t got = read(line->file, buffer, (size_t)size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ELAST) {
      dahdi_line_take_events(line);
      if (!in_call(line)) return 0;
      continue;
    }
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0 || got > size) break;
    if (linear) return (int)(got / 2);
    for (ssize_t i = 0; i < got; i++) samples[i] = g711_decode(codes[i], line->is_alaw);
    return (int)got;
  }
  if (line->file >= 0) dahdi_line_lose(line);
  return -1;
}

static void hear(struct dahdi_line *line) {
  int16_t samples[DAHDI_BLOCK];
  /* In step with the clock there is nothing more to be had. */
  while (in_call(line) && line->file >= 0 && (line->base < 0 || now(line) < line->clock)) {
    int got = hear_block(line, samples);
    if (got <= 0) break;
    if (line->base < 0) line->base = line->clock - got;
    put_heard(line, samples, got);
    line->received += got;
    note_audio(line);
  }
  /* What stays away is a hole in time: the card dropped it because nobody read. */
  int64_t missing = line->base < 0 ? 0 : line->clock - now(line);
  line->late = missing >= DAHDI_BLOCK ? line->late + 1 : 0;
  if (line->late < LATE) return;
  line->base += missing;
  line->late = 0;
  count(&line->overruns, missing);
}

int dahdi_line_read(struct dahdi_line *line, int16_t *samples, int wanted, int64_t *at) {
  *at = now(line) - line->heard_count;
  if (!in_call(line)) return 0;
  int taken = wanted < (int)line->heard_count ? wanted : (int)line->heard_count;
  for (int i = 0; i < taken; i++)
    samples[i] = line->heard[(line->first_heard + (unsigned)i) % DAHDI_QUEUE];
  line->first_heard = (line->first_heard + (unsigned)taken) % DAHDI_QUEUE;
  line->heard_count -= (unsigned)taken;
  count(&line->samples_in, taken);
  if (taken < wanted) count(&line->short_reads, 1);
  return taken;
}

/* Up to a block to the device: samples taken, or -1 where it is gone. */
static int send_block(struct dahdi_line *line, const int16_t *samples, int offered) {
  bool linear = line->address->law == LAW_LINEAR;
  uint8_t codes[DAHDI_BLOCK];
  if (!linear)
    for (int i = 0; i < offered; i++) codes[i] = g711_encode(samples[i], line->is_alaw);
  const void *buffer = linear ? (const void *)samples : (const void *)codes;
  ssize_t size = linear ? 2 * offered : offered;
  for (int turn = 0; turn < TURNS && line->file >= 0; turn++) {
    ssize_t sent = write(line->file, buffer, (size_t)size);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == ELAST) {
      dahdi_line_take_events(line);
      if (!in_call(line)) return 0;
      continue;
    }
    if (sent < 0 && errno == EAGAIN) return 0;
    if (sent < 0 || sent > size) break;
    return (int)(linear ? sent / 2 : sent);
  }
  if (line->file >= 0) dahdi_line_lose(line);
  return -1;
}

int dahdi_line_write(struct dahdi_line *line, const int16_t *samples, int offered) {
  static const int16_t silence[DAHDI_BLOCK];
  if (!in_call(line)) return -ENOTCONN;
  if (line->is_down) return -ENETDOWN;
  if (line->phase != PHASE_OPEN) return -EBUSY;
  if (offered == 0) return 0;
  /* A block in reserve: the owner is not to the millisecond. */
  if (!line->is_speaking) send_block(line, silence, DAHDI_BLOCK);
  line->is_speaking = true;
  int taken = 0;
  while (taken < offered && in_call(line)) {
    int left = offered - taken;
    int sent = send_block(line, samples + taken, left < DAHDI_BLOCK ? left : DAHDI_BLOCK);
    if (sent < 0) return -ENETDOWN;
    if (sent == 0) break;
    taken += sent;
  }
  count(&line->samples_out, taken);
  if (taken < offered) count(&line->short_writes, 1);
  return taken;
}

/* Time */

/* The next of the digits that are made here; the card is full, or they go out. */
static void send_digits(struct dahdi_line *line) {
  static const int16_t silence[DAHDI_BLOCK];
  int16_t samples[DAHDI_BLOCK];
  struct dialer before = line->dialer;
  int made = dialer_render(&line->dialer, samples, DAHDI_BLOCK);
  memcpy(samples + made, silence, (size_t)(DAHDI_BLOCK - made) * sizeof *samples);
  if (send_block(line, samples, DAHDI_BLOCK) == 0) {
    line->dialer = before;
  } else if (!line->dialer.count && line->file >= 0) {
    dialed(line);
  }
}

static void leave(struct dahdi_line *line) {
  if (line->clock >= line->leaves_at && line->free_at == INT64_MAX) {
    if (line->file >= 0) {
      set(line, DAHDI_BUFFER_EVENTS, 0);
      set(line, DAHDI_ECHOCANCEL, 0);
      if (!line->is_clear) set(line, DAHDI_HOOK, DAHDI_ONHOOK);
    }
    line->free_at = line->clock + line->address->guard;
  }
  if (line->clock < line->free_at) return;
  line->base = -1;
  enter(line, PHASE_IDLE);
  tell(line, BOARD_FREE, 0);
}

void dahdi_line_tick(struct dahdi_line *line, int64_t clock) {
  line->clock = clock;
  if (in_call(line) && line->file >= 0) {
    if (line->phase != PHASE_RINGING) hear(line);
    if (line->phase == PHASE_DIALING && line->dialer.count) send_digits(line);
    bool should_sound = line->phase == PHASE_OPEN || line->phase == PHASE_DIALING;
    if (!should_sound) note_audio(line);
    if (should_sound && !line->is_down && is_stalled(line)) dahdi_line_lose(line);
    if (line->phase == PHASE_RINGING && clock - line->last_ring > RING_GAP) stopped_ringing(line);
  }
  if (line->phase == PHASE_LEAVING) leave(line);
}

void dahdi_line_info(struct dahdi_line *line, struct board_info *info) {
  *info = (struct board_info){
      .state = atomic_load(&line->state),
      .samples_in = atomic_load(&line->samples_in),
      .samples_out = atomic_load(&line->samples_out),
      .overruns = atomic_load(&line->overruns),
      .underruns = atomic_load(&line->underruns),
      .short_reads = atomic_load(&line->short_reads),
      .short_writes = atomic_load(&line->short_writes),
      .events_lost = atomic_load(&line->events_lost),
      .reopens = atomic_load(&line->reopens),
  };
}
