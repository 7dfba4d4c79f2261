// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * Any address, and any call in any order on a loopback board, with numbers that make no sense among them: each returns
 * what board.h says, audio and events stay within their bounds, and what one end hears the other has sent.
 */

#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "g711.h"
#include "loopback.h"

static const uint8_t *input;
static size_t left;

static uint8_t next(void) {
  if (left == 0) return 0;
  left--;
  return *input++;
}

static void require(int holds) {
  if (!holds) abort();
}

static void act(int32_t board, int channels) {
  char digits[70] = {0};
  int16_t samples[300] = {0};
  struct board_event event;
  struct board_info info;
  int64_t at = 0;
  int channel = next() % (channels + 2) - 1;
  int count = (int)next() * 2 - 100;
  int most = count > 300 ? 300 : count;
  switch (next() % 11) {
  case 0: board_seize(board, channel); break;
  case 1:
    for (int i = 0, length = next() % 69; i < length; i++) digits[i] = (char)next();
    board_dial(board, channel, digits);
    break;
  case 2: board_answer(board, channel); break;
  case 3: board_hang_up(board, channel); break;
  case 4: require(board_read(board, channel, samples, most, &at) <= (most < 0 ? 0 : most)); break;
  case 5: require(board_write(board, channel, samples, most) <= (most < 0 ? 0 : most)); break;
  case 6:
    while (board_next_event(board, channel, &event) == 1)
      require(event.channel == channel && event.at <= board_clock(board));
    break;
  case 7: require(board_info(board, channel, &info) != 0 || info.state <= BOARD_DOWN); break;
  case 8: loopback_alarm(board, channel, next() & 1); break;
  case 9: loopback_hook(board, channel, next() & 1); break;
  default: loopback_advance(board, count * 8); break;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  input = data;
  left = size;
  char address[64] = "loopback:3";
  if (next() > 200) {
    size_t length = next() % 50;
    for (size_t i = 0; i < length; i++) address[i] = (char)next();
    address[length] = 0;
    /* No more lines than a fuzzer has memory for, and no device. */
    if (strncmp(address, "loopback:", 9) || strlen(address) > 11) return 0;
  }
  int32_t board = board_open(address);
  if (board < 0) return 0;
  int channels = board_channels(board);
  require(channels >= 2);
  while (left > 0) act(board, channels);
  require(board_close(board) == 0);
  uint8_t code = (uint8_t)size;
  require(g711_encode(g711_decode(code, true), true) == code);
  return 0;
}
