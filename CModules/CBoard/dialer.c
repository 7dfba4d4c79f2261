// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialer.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { TONE = BOARD_RATE / 10, DIGIT = 2 * TONE, PAUSE = BOARD_RATE / 2 };

/* Rows by low frequency, columns by high, Hz. */
static const char keypad[] = "123A456B789C*0#D";
static const double low_group[] = {697, 770, 852, 941};
static const double high_group[] = {1209, 1336, 1477, 1633};

/* The peak of a sine at L dBm0 is 32768 * 10^((L - 3.14) / 20) (ITU-T G.711): -9 and -7 dBm0. */
static const double low_peak = 8099.3;
static const double high_peak = 10196.5;

int dialer_start(struct dialer *dialer, const char *digits) {
  size_t length = strlen(digits);
  if (length == 0 || length > BOARD_DIGITS_MAX) return -EINVAL;
  struct dialer started = {.count = (int)length};
  for (size_t i = 0; i < length; i++) {
    char digit = digits[i];
    if (digit >= 'a' && digit <= 'd') digit = (char)(digit - 'a' + 'A');
    if (digit != BOARD_PAUSE && !strchr(keypad, digit)) return -EINVAL;
    started.digits[i] = digit;
  }
  *dialer = started;
  return 0;
}

int dialer_render(struct dialer *dialer, int16_t *samples, int wanted) {
  const double two_pi = 6.283185307179586;
  int made = 0;
  while (made < wanted && dialer->count) {
    char digit = dialer->digits[dialer->next];
    bool sounds = digit != BOARD_PAUSE;
    int length = sounds ? DIGIT : PAUSE;
    ptrdiff_t key = sounds ? strchr(keypad, digit) - keypad : 0;
    double low = two_pi * low_group[key / 4] / BOARD_RATE;
    double high = two_pi * high_group[key % 4] / BOARD_RATE;
    for (; made < wanted && dialer->done < length; made++, dialer->done++) {
      double sample = low_peak * sin(low * dialer->done) + high_peak * sin(high * dialer->done);
      samples[made] = sounds && dialer->done < TONE ? (int16_t)lrint(sample) : 0;
    }
    if (dialer->done == length) {
      dialer->done = 0;
      if (++dialer->next == dialer->count) dialer->count = 0;
    }
  }
  return made;
}
