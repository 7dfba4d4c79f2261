// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dahdi.h"

/* "a-b+c" into bits. */
static int parse_channels(const char *text, struct dahdi_address *address) {
  address->all = false;
  while (*text) {
    char *rest;
    long first = strtol(text, &rest, 10);
    if (rest == text) return -EINVAL;
    long last = first;
    if (*rest == '-') {
      text = rest + 1;
      last = strtol(text, &rest, 10);
      if (rest == text) return -EINVAL;
    }
    if (first < 1 || last < first || last > DAHDI_CHANNELS_MAX) return -EINVAL;
    for (long i = first; i <= last; i++) address->wanted[i / 8] |= (uint8_t)(1 << i % 8);
    if (*rest == '+' && rest[1])
      text = rest + 1;
    else if (*rest)
      return -EINVAL;
    else
      return 0;
  }
  return -EINVAL;
}

/* The place of `text` among `count` words, or -EINVAL. */
static int choice(const char *text, const char *const words[], int count) {
  for (int i = 0; i < count; i++)
    if (strcmp(text, words[i]) == 0) return i;
  return -EINVAL;
}

static int parse_number(const char *text, double least, double most, double *value) {
  char *rest;
  *value = strtod(text, &rest);
  return rest != text && !*rest && *value >= least && *value <= most ? 0 : -EINVAL;
}

static int parse_pair(const char *key, const char *value, struct dahdi_address *address) {
  static const char *const laws[] = {"linear", "default", "mulaw", "alaw"};
  static const char *const dialings[] = {"tone", "pulse", "audio"};
  static const char *const answers[] = {"none", "polarity"};
  static const char *const starts[] = {"", "offhook", "start", "wink"};
  double number = 0;
  int found = 0;
  if (strcmp(key, "channels") == 0) return parse_channels(value, address);
  if (strcmp(key, "law") == 0) {
    if ((found = choice(value, laws, 4)) >= 0) address->law = (enum dahdi_law)found;
  } else if (strcmp(key, "dial") == 0) {
    if ((found = choice(value, dialings, 3)) >= 0) address->dialing = (enum dahdi_dialing)found;
  } else if (strcmp(key, "answer") == 0) {
    if ((found = choice(value, answers, 2)) >= 0) address->answers_by_polarity = found == 1;
  } else if (strcmp(key, "start") == 0) {
    if ((found = choice(value, starts, 4)) >= 0) address->start = (enum dahdi_start)found;
  } else if (strcmp(key, "echo") == 0) {
    if (strcmp(value, "off") == 0)
      address->echo_taps = 0;
    else if ((found = parse_number(value, 32, 1024, &number)) == 0)
      address->echo_taps = (int)number;
  } else if (strcmp(key, "rxgain") == 0) {
    found = parse_number(value, -24, 24, &address->rx_gain);
  } else if (strcmp(key, "txgain") == 0) {
    found = parse_number(value, -24, 24, &address->tx_gain);
  } else if (strcmp(key, "guard") == 0) {
    if ((found = parse_number(value, 0, 60000, &number)) == 0)
      address->guard = (int)(number * BOARD_RATE / 1000);
  } else {
    found = -EINVAL;
  }
  return found < 0 ? found : 0;
}

int dahdi_address_parse(const char *text, struct dahdi_address *address) {
  *address = (struct dahdi_address){
      .all = true,
      .law = LAW_LINEAR,
      .dialing = DIAL_TONE,
      .answers_by_polarity = true,
      .start = START_BY_SIGNALLING,
      .guard = 800 * BOARD_RATE / 1000,
  };
  size_t length = strcspn(text, ",");
  if (length == 0 || length >= sizeof address->path) return -EINVAL;
  memcpy(address->path, text, length);
  text += length;
  while (*text == ',') {
    char pair[256];
    length = strcspn(++text, ",");
    if (length >= sizeof pair) return -EINVAL;
    memcpy(pair, text, length);
    pair[length] = 0;
    text += length;
    char *equals = strchr(pair, '=');
    if (!equals) return -EINVAL;
    *equals = 0;
    int error = parse_pair(pair, equals + 1, address);
    if (error) return error;
  }
  return 0;
}

bool dahdi_address_wants(const struct dahdi_address *address, int channel) {
  if (channel < 1 || channel > DAHDI_CHANNELS_MAX) return false;
  return address->all || (address->wanted[channel / 8] >> channel % 8 & 1);
}
