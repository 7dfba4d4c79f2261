// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef G711_H
#define G711_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ITU-T G.711, one code and 16 bits, as the channels of digital boards carry it. */
int16_t g711_decode(uint8_t code, bool is_alaw);
uint8_t g711_encode(int16_t sample, bool is_alaw);
/* table[c] is code c, `gain` dB louder. */
void g711_gain_table(uint8_t table[256], double gain, bool is_alaw);

#ifdef __cplusplus
}
#endif
#endif
