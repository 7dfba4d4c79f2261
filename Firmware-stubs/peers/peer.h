// SPDX-License-Identifier: GPL-3.0-or-later

/* libspandsp as a program of its own: what it hears and what that costs, and what it sends. */

#ifndef PEER_H
#define PEER_H

#include <spandsp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Samples of a frame: 20 ms at 8 kHz. */
#define FRAME 160

/* Answers the commands on standard input until it ends; false after one that is no command. */
bool receive(void);

/* Writes the signal that the words name to standard output; false if they name none. */
bool send(int count, char *words[]);

/* What one party of two sends; see dialogues.c. */
bool send_dialogue(const char *name, double seconds);

/* Samples on their way out: 16-bit, in the machine's order. */
void put_frame(const int16_t *samples, int count);

#endif
