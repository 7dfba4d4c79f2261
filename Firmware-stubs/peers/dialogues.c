// SPDX-License-Identifier: GPL-3.0-or-later

/* Signals that a party sends because of what it hears: two parties talk, and one of them is written down. */

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <string.h>

#include "peer.h"

/* One end of a dialogue: sends and hears a frame. */
struct party {
  void *state;
  int (*tx)(void *state, int16_t samples[], int count);
  int (*rx)(void *state, const int16_t samples[], int count);
};

static int fax_sends(void *state, int16_t samples[], int count) { return fax_tx(state, samples, count); }
static int fax_hears(void *state, const int16_t samples[], int count) {
  return fax_rx(state, (int16_t *)(uintptr_t)samples, count);
}
static int v8_sends(void *state, int16_t samples[], int count) { return v8_tx(state, samples, count); }
static int v8_hears(void *state, const int16_t samples[], int count) { return v8_rx(state, samples, count); }
static int v22bis_sends(void *state, int16_t samples[], int count) { return v22bis_tx(state, samples, count); }
static int v22bis_hears(void *state, const int16_t samples[], int count) { return v22bis_rx(state, samples, count); }

static void v8_result(void *user, v8_parms_t *result) { (void)user, (void)result; }
static int one(void *user) {
  (void)user;
  return 1;
}
static void bit_heard(void *user, int bit) { (void)user, (void)bit; }

static struct party fax_party(bool calls) {
  fax_state_t *state = fax_init(NULL, calls);
  fax_set_transmit_on_idle(state, true);
  /* A party that answers offers to receive only where it has a place for pages. */
  if (!calls) t30_set_rx_file(fax_get_t30_state(state), "/dev/null", -1);
  return (struct party){state, fax_sends, fax_hears};
}

static struct party v8_party(bool calls) {
  v8_parms_t parameters = {
      .modem_connect_tone = MODEM_CONNECT_TONES_ANSAM_PR,
      .send_ci = true,
      .v92 = -1,
      .call_function = V8_CALL_V_SERIES,
      .modulations = V8_MOD_V21 | V8_MOD_V22 | V8_MOD_V32 | V8_MOD_V34 | V8_MOD_V90,
      .protocol = V8_PROTOCOL_LAPM_V42,
      .pcm_modem_availability = 0,
      .pstn_access = 0,
      .nsf = -1,
      .t66 = -1};
  v8_state_t *state = v8_init(NULL, calls, &parameters, v8_result, NULL);
  /* 0.0.6 forgets that CI was asked for: this is its own first state then, a second before the first CI. */
  if (calls) {
    state->state = 0;
    state->negotiation_timer = SAMPLE_RATE;
  }
  return (struct party){state, v8_sends, v8_hears};
}

static struct party v22bis_party(bool calls) {
  v22bis_state_t *state = v22bis_init(NULL, 2400, V22BIS_GUARD_TONE_NONE, calls, one, NULL, bit_heard, NULL);
  return (struct party){state, v22bis_sends, v22bis_hears};
}

static void take_frame(const struct party *party, int16_t frame[FRAME]) {
  int got = party->tx(party->state, frame, FRAME);
  memset(frame + got, 0, sizeof *frame * (size_t)(FRAME - got));
}

bool send_dialogue(const char *name, double seconds) {
  static const struct {
    const char *name;
    struct party (*party)(bool calls);
  } kinds[] = {{"fax", fax_party}, {"v8", v8_party}, {"v22bis", v22bis_party}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t length = strlen(kinds[i].name);
    if (strncmp(name, kinds[i].name, length) != 0) continue;
    bool alone = strcmp(name + length, "-alone") == 0;
    bool calls = alone || strcmp(name + length, "-call") == 0;
    if (!calls && strcmp(name + length, "-answer") != 0) continue;
    struct party sender = kinds[i].party(calls);
    struct party other = kinds[i].party(!calls);
    for (long left = (long)(seconds * SAMPLE_RATE); left > 0; left -= FRAME) {
      int16_t sent[FRAME], answer[FRAME] = {0};
      take_frame(&sender, sent);
      if (!alone) take_frame(&other, answer);
      put_frame(sent, FRAME);
      sender.rx(sender.state, answer, FRAME);
      other.rx(other.state, sent, FRAME);
    }
    return true;
  }
  return false;
}
