// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Earshot's DAHDI driver on the kernel's DAHDI: places calls on all channels that are named, and checks what it is told and what it
 * hears against what the exchange does. Exit status 0: all as it should be.
 *   caller ADDRESS CALLS     for instance dahdi:/dev/dahdi,channels=1-4
 */

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"

#define BLOCK 160
#define LINES 16
#define WINDOW (25 * BLOCK) /* half a second is measured at a time */

enum step { REST, SEIZING, DIAL_TONE, DIALING, RINGING, TALKING, LEAVING };

struct line {
  enum step step;
  int blocks, calls, measured;
  int16_t window[WINDOW];
  double best, spoken; /* of the tone that is waited for */
};

static int32_t board;
static int failures;
static struct line lines[LINES];

static double level(const int16_t *samples, int count, double hertz) {
  double turn = 2 * cos(2 * M_PI * hertz / 8000), s1 = 0, s2 = 0;
  for (int i = 0; i < count; i++) {
    double s0 = samples[i] + turn * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  double peak = 2 * sqrt(fmax(s1 * s1 + s2 * s2 - turn * s1 * s2, 1e-9)) / count;
  return 20 * log10(fmax(peak, 1e-3) / 32768) + 3.14;
}

static void check(int channel, const char *what, bool holds, double value) {
  printf("caller: line %d: %s: %.1f%s\n", channel + 1, what, value, holds ? "" : "  FAILED");
  if (!holds) failures++;
}

static void go(struct line *line, enum step step) {
  line->step = step;
  line->blocks = line->measured = 0;
  line->best = -100;
}

/* Half a second of what is heard, or false. */
static bool window_is_full(struct line *line, const int16_t *block, int count) {
  for (int i = 0; i < count && line->measured < WINDOW; i++) line->window[line->measured++] = block[i];
  if (line->measured < WINDOW) return false;
  line->measured = 0;
  return true;
}

static void take_events(int channel) {
  struct line *line = &lines[channel];
  struct board_event event;
  while (board_next_event(board, channel, &event) == 1) {
    switch (event.kind) {
    case BOARD_SEIZED:
      if (line->step == SEIZING) go(line, DIAL_TONE);
      break;
    case BOARD_DIALED:
      check(channel, "digits out, s", line->step == DIALING && fabs(line->blocks / 50.0 - 1.4) < 0.5, line->blocks / 50.0);
      go(line, RINGING);
      break;
    case BOARD_RELEASED:
      check(channel, "released after talk, s", line->step == TALKING, line->blocks / 50.0);
      check(channel, "1000 Hz heard, dBm0", fabs(line->spoken + 10) < 2, line->spoken);
      board_hang_up(board, channel);
      go(line, LEAVING);
      break;
    case BOARD_FREE:
      line->calls--;
      go(line, REST);
      break;
    default: printf("caller: line %d: event %d, detail %d\n", channel + 1, event.kind, event.detail); break;
    }
  }
}

static void live(int channel) {
  struct line *line = &lines[channel];
  int16_t block[BLOCK] = {0};
  int count = board_read(board, channel, block, BLOCK, NULL);
  line->blocks++;
  switch (line->step) {
  case REST:
    if (line->calls > 0 && line->blocks > 50 && board_seize(board, channel) == 0) go(line, SEIZING);
    break;
  case DIAL_TONE:
    if (!window_is_full(line, block, count)) break;
    double tone = fmin(level(line->window, WINDOW, 350), level(line->window, WINDOW, 440));
    if (tone < -30 && line->blocks < 150) break;
    check(channel, "dial tone, dBm0", tone > -30, tone);
    check(channel, "dial is taken", board_dial(board, channel, "5551234") == 0, 0);
    go(line, DIALING);
    break;
  case RINGING:
    if (!window_is_full(line, block, count)) break;
    double ring = fmin(level(line->window, WINDOW, 440), level(line->window, WINDOW, 480));
    if (ring > line->best) line->best = ring;
    if (level(line->window, WINDOW, 1000) < -20) break;
    check(channel, "ringing tone, dBm0", line->best > -30, line->best);
    go(line, TALKING);
    line->spoken = -100;
    break;
  case TALKING:
    for (int i = 0; i < BLOCK; i++) block[i] = (int16_t)block[i];
    if (window_is_full(line, block, count)) {
      double heard = level(line->window, WINDOW, 1000);
      if (heard > line->spoken) line->spoken = heard;
    }
    for (int i = 0; i < BLOCK; i++) block[i] = (int16_t)(4061 * sin(2 * M_PI * 700 * i / 8000)); /* -15 dBm0 */
    board_write(board, channel, block, BLOCK);
    break;
  default: break;
  }
  if (line->step != REST && line->blocks > 600) {
    check(channel, "stuck in step", false, line->step);
    board_hang_up(board, channel);
    go(line, LEAVING);
    if (line->calls > 0) line->calls--;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  board = board_open(argv[1]);
  if (board < 0) {
    printf("caller: %s: %s\n", argv[1], strerror(-board));
    return 1;
  }
  int count = board_channels(board);
  if (count > LINES) count = LINES;
  char text[BOARD_DESCRIPTION_MAX];
  for (int i = 0; i < count; i++) {
    lines[i].calls = atoi(argv[2]);
    board_describe(board, i, text, (int)sizeof text);
    printf("caller: %s\n", text);
  }
  bool busy = true;
  for (int blocks = 0; busy && blocks < 50 * 120; blocks++) {
    board_wait(board, 1000);
    busy = false;
    for (int i = 0; i < count; i++) {
      take_events(i);
      live(i);
      busy = busy || lines[i].calls > 0 || lines[i].step != REST;
    }
  }
  if (busy) failures++;
  int64_t over = 0, under = 0;
  struct board_info info;
  for (int i = 0; i < count; i++) {
    board_info(board, i, &info);
    over += info.overruns;
    under += info.underruns;
  }
  printf("caller: %d calls a line, %d failures, %ld samples lost, %ld sent too late\n", atoi(argv[2]), failures, (long)over,
         (long)under);
  board_close(board);
  return failures ? 1 : 0;
}
