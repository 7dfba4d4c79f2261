// SPDX-License-Identifier: GPL-3.0-or-later

#include "g711.h"

#include <math.h>

static int16_t decode_mulaw(uint8_t code) {
  int bits = ~code & 0xff;
  int magnitude = (((bits & 0x0f) << 3) + 0x84) << (bits >> 4 & 7);
  return (int16_t)(bits & 0x80 ? 0x84 - magnitude : magnitude - 0x84);
}

static int16_t decode_alaw(uint8_t code) {
  int bits = code ^ 0x55;
  int segment = bits >> 4 & 7;
  int magnitude = (bits & 0x0f) << 4 | 8;
  if (segment) magnitude = (magnitude + 0x100) << (segment - 1);
  return (int16_t)(bits & 0x80 ? magnitude : -magnitude);
}

/* The segment of a magnitude: the place of its highest bit above `lowest`. */
static int segment_of(int magnitude, int lowest) {
  int segment = 0;
  while (segment < 7 && magnitude >> (lowest + 1 + segment)) segment++;
  return segment;
}

static uint8_t encode_mulaw(int sample) {
  int sign = sample < 0 ? 0x80 : 0;
  int magnitude = (sample < 0 ? -sample : sample) + 0x84;
  if (magnitude > 0x7fff) magnitude = 0x7fff;
  int segment = segment_of(magnitude, 7);
  return (uint8_t)~(sign | segment << 4 | (magnitude >> (segment + 3) & 0x0f));
}

static uint8_t encode_alaw(int sample) {
  int sign = sample < 0 ? 0 : 0x80;
  int magnitude = sample < 0 ? -sample - 1 : sample; /* the two's complement of -n and of n - 1 differ by one step */
  int segment = segment_of(magnitude, 7);
  int step = segment < 2 ? 4 : segment + 3;
  return (uint8_t)((sign | segment << 4 | (magnitude >> step & 0x0f)) ^ 0x55);
}

int16_t g711_decode(uint8_t code, bool is_alaw) { return is_alaw ? decode_alaw(code) : decode_mulaw(code); }

uint8_t g711_encode(int16_t sample, bool is_alaw) {
  return is_alaw ? encode_alaw(sample) : encode_mulaw(sample);
}

void g711_gain_table(uint8_t table[256], double gain, bool is_alaw) {
  double factor = pow(10, gain / 20);
  for (int code = 0; code < 256; code++) {
    double louder = g711_decode((uint8_t)code, is_alaw) * factor;
    int16_t sample = (int16_t)lrint(fmax(-32768, fmin(32767, louder)));
    table[code] = gain == 0 ? (uint8_t)code : g711_encode(sample, is_alaw);
  }
}
