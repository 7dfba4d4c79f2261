// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Telephone wires in a file that processes map: some lines, each with two ends and a sample a tick in either direction.
 *
 * Time       A position is a count of samples since the wire was made, on CLOCK_MONOTONIC; everybody who maps the file
 *            has the same. At a speed other than 1 it runs faster or slower than the rate says.
 * Audio      What is put at a position is heard at that position, bit for bit; where nothing was put, and where what
 *            was put is older than WIRE_RING samples, silence is heard.
 * Hook       A switch per line and end; the other end sees it.
 * Threads    Any thread, any process; a sample has one writer.
 */

#define WIRE_LINES_MAX 64
/* Samples that one direction of a line remembers. */
#define WIRE_RING 32768

enum wire_end { WIRE_NEAR = 0, WIRE_FAR = 1 };

struct wire;

/* Makes the file anew. NULL with errno: EINVAL lines not 1...WIRE_LINES_MAX, rate not 8000...192000 or speed not
   0.01...1000, or what the file system says. */
struct wire *wire_create(const char *path, int lines, int rate, double speed);
/* Maps one that was made. NULL with errno: EINVAL where the file is none. */
struct wire *wire_map(const char *path);
void wire_unmap(struct wire *wire);

int wire_lines(const struct wire *wire);
int wire_rate(const struct wire *wire);
int64_t wire_now(const struct wire *wire);
/* Nanoseconds that `samples` take. */
int64_t wire_nanoseconds(const struct wire *wire, int64_t samples);

void wire_put(struct wire *wire, enum wire_end from, int line, int64_t at, int16_t sample);
int16_t wire_get(const struct wire *wire, enum wire_end from, int line, int64_t at);

void wire_set_off_hook(struct wire *wire, enum wire_end end, int line, int off_hook);
int wire_off_hook(const struct wire *wire, enum wire_end end, int line);

/* Takes the card away from the near end's users (1), or puts it back (0): they get ENODEV. */
void wire_break(struct wire *wire, int broken);
int wire_is_broken(const struct wire *wire);

#ifdef __cplusplus
}
#endif
#endif
