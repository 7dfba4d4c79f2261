// SPDX-License-Identifier: GPL-3.0-or-later

/* Signals that need no other party. */

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <stdlib.h>
#include <string.h>

#include "peer.h"

struct name {
  const char *name;
  int code;
};

static const struct name tones[] = {
    {"cng", MODEM_CONNECT_TONES_FAX_CNG},
    {"ced", MODEM_CONNECT_TONES_FAX_CED},
    {"ans-pr", MODEM_CONNECT_TONES_ANS_PR},
    {"ansam", MODEM_CONNECT_TONES_ANSAM},
    {"ansam-pr", MODEM_CONNECT_TONES_ANSAM_PR},
    {"bell", MODEM_CONNECT_TONES_BELL_ANS},
    {"calling-tone", MODEM_CONNECT_TONES_CALLING_TONE},
    {0}};

static const struct name modems[] = {
    {"v21-1", FSK_V21CH1}, {"v21-2", FSK_V21CH2}, {"v23-1", FSK_V23CH1}, {"v23-2", FSK_V23CH2},
    {"bell103-answer", FSK_BELL103CH1}, {"bell103-call", FSK_BELL103CH2}, {"bell202", FSK_BELL202},
    {"edt", FSK_V21CH1_110}, {0}};

static const struct name texts[] = {
    {"baudot45", V18_MODE_5BIT_45}, {"baudot50", V18_MODE_5BIT_50}, {0}};

/* The code of a name; -1 if there is none. */
static int look_up(const struct name *names, const char *name) {
  for (; names->name; names++)
    if (strcmp(names->name, name) == 0) return names->code;
  return -1;
}

/* Any transmitter: fills at most so many samples, and says how many. */
typedef int transmit(void *state, int16_t samples[], int count);

/* Frames until the seconds are over; where the transmitter has ended, silence. */
static void put(transmit *next, void *state, double seconds) {
  int16_t frame[FRAME];
  for (long left = (long)(seconds * SAMPLE_RATE); left > 0; left -= FRAME) {
    int got = next(state, frame, FRAME);
    memset(frame + got, 0, sizeof *frame * (size_t)(FRAME - got));
    put_frame(frame, FRAME);
  }
}

/* Frames until the transmitter has ended. */
static void put_all(transmit *next, void *state) {
  int16_t frame[FRAME];
  for (int got = FRAME; got > 0;) {
    got = next(state, frame, FRAME);
    put_frame(frame, got);
  }
}

static int next_tone(void *state, int16_t samples[], int count) {
  return modem_connect_tones_tx(state, samples, count);
}
static int next_cadence(void *state, int16_t samples[], int count) { return super_tone_tx(state, samples, count); }
static int next_fsk(void *state, int16_t samples[], int count) { return fsk_tx(state, samples, count); }
static int next_text(void *state, int16_t samples[], int count) { return v18_tx(state, samples, count); }
static int next_dtmf(void *state, int16_t samples[], int count) { return dtmf_tx(state, samples, count); }
static int next_mf(void *state, int16_t samples[], int count) { return bell_mf_tx(state, samples, count); }
static int next_r2(void *state, int16_t samples[], int count) { return r2_mf_tx(state, samples, count); }

static bool send_tone(const char *name, double seconds) {
  int code = look_up(tones, name);
  if (code < 0) return false;
  put(next_tone, modem_connect_tones_tx_init(NULL, code), seconds);
  return true;
}

/* Characters of eight pseudo-random bits, a start bit before and a stop bit after each; ones until the count is 0. */
static int next_bit(void *user) {
  static uint32_t state = 1;
  int place = (*(int *)user)++;
  if (place < 0 || place % 10 == 9) return 1;
  if (place % 10 == 0) return 0;
  state = state * 1103515245u + 12345u;
  return (int)(state >> 30 & 1);
}

static bool send_fsk(const char *name, double seconds) {
  int code = look_up(modems, name);
  if (code < 0) return false;
  /* A second of ones first; rates are in hundredths of a bit a second. */
  int place = -preset_fsk_specs[code].baud_rate / 100;
  put(next_fsk, fsk_tx_init(NULL, &preset_fsk_specs[code], next_bit, &place), seconds);
  return true;
}

static void text_heard(void *user, const uint8_t *text, int count) { (void)user, (void)text, (void)count; }

static bool send_text(const char *name, const char *text) {
  int mode = look_up(texts, name);
  if (mode < 0) return false;
  v18_state_t *state = v18_init(NULL, true, mode, text_heard, NULL);
  if (v18_put(state, text, -1) < 0) return false;
  put(next_text, state, 2 + 0.3 * (double)strlen(text));
  return true;
}

/* Steps written as 480+620@-24:500; they are repeated for as long as is wanted. */
static bool send_cadence(int count, char *words[]) {
  double seconds = strtod(words[0], NULL);
  super_tone_tx_step_t *root = super_tone_tx_make_step(NULL, 0, 0, 0, 0, 0, 0);
  super_tone_tx_step_t **link = &root->nest;
  for (int i = 1; i < count; i++) {
    float f1, f2, level;
    int milliseconds;
    if (sscanf(words[i], "%f+%f@%f:%d", &f1, &f2, &level, &milliseconds) != 4 || milliseconds <= 0) return false;
    *link = super_tone_tx_make_step(NULL, f1, level, f2, level, milliseconds, 1);
    link = &(*link)->next;
  }
  put(next_cadence, super_tone_tx_init(NULL, root), seconds);
  return true;
}

/* A compelled signal sounds until the other side has answered; here each lasts 100 ms, as does the pause. */
static bool send_r2(bool forward, const char *digits) {
  r2_mf_tx_state_t *state = r2_mf_tx_init(NULL, forward);
  for (; *digits; digits++) {
    if (r2_mf_tx_put(state, *digits) != 0) return false;
    put(next_r2, state, 0.1);
    r2_mf_tx_put(state, 0);
    put(next_r2, state, 0.1);
  }
  return true;
}

static bool send_digits(const char *name, const char *digits) {
  int length = (int)strlen(digits);
  if (strcmp(name, "dtmf") == 0) {
    dtmf_tx_state_t *state = dtmf_tx_init(NULL);
    if (dtmf_tx_put(state, digits, length) != 0) return false;
    put_all(next_dtmf, state);
  } else if (strcmp(name, "mf") == 0) {
    bell_mf_tx_state_t *state = bell_mf_tx_init(NULL);
    if (bell_mf_tx_put(state, digits, length) != 0) return false;
    put_all(next_mf, state);
  } else if (strncmp(name, "r2-", 3) == 0) {
    return send_r2(strcmp(name, "r2-forward") == 0, digits);
  } else {
    return false;
  }
  return true;
}

bool send(int count, char *words[]) {
  if (count == 3 && strcmp(words[0], "tone") == 0) return send_tone(words[1], strtod(words[2], NULL));
  if (count == 3 && strcmp(words[0], "fsk") == 0) return send_fsk(words[1], strtod(words[2], NULL));
  if (count == 3 && strcmp(words[0], "text") == 0) return send_text(words[1], words[2]);
  if (count >= 3 && strcmp(words[0], "cadence") == 0) return send_cadence(count - 1, words + 1);
  return count == 2 && (send_digits(words[0], words[1]) || send_dialogue(words[0], strtod(words[1], NULL)));
}
