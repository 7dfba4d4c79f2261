// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "alsa.h"

/* A number in a range, the whole of `text`. */
static int number(const char *text, int least, int most, int *value) {
  char *rest = NULL;
  errno = 0;
  long found = strtol(text, &rest, 10);
  if (errno || rest == text || *rest || found < least || found > most) return -EINVAL;
  *value = (int)found;
  return 0;
}

static int map(char *text, struct alsa_address *address) {
  char *position = NULL;
  for (char *item = strtok_r(text, ",", &position); item; item = strtok_r(NULL, ",", &position)) {
    int channel = 0;
    if (address->map_count == (int)(sizeof address->map / sizeof *address->map)) return -EINVAL;
    if (number(item, 1, 64, &channel)) return -EINVAL;
    for (int i = 0; i < address->map_count; i++)
      if (address->map[i] == channel - 1) return -EINVAL;
    address->map[address->map_count++] = channel - 1;
  }
  return address->map_count ? 0 : -EINVAL;
}

static int option(char *text, struct alsa_address *address) {
  char *value = strchr(text, '=');
  if (!value || !value[1]) return -EINVAL;
  *value++ = 0;
  const struct {
    const char *key;
    int least, most;
    int *value;
  } numbers[] = {
      {"channels", 1, 64, &address->channels}, {"rate", 8000, 192000, &address->rate},
      {"period", 5, 40, &address->period},     {"buffer", 80, 1000, &address->buffer},
      {"ahead", 20, 80, &address->ahead},      {"rest", 0, 10000, &address->rest},
  };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (!strcmp(text, numbers[i].key)) return number(value, numbers[i].least, numbers[i].most, numbers[i].value);
  if (!strcmp(text, "map")) return map(value, address);
  if (strcmp(text, "hook")) return -EINVAL;
  address->hook = value;
  return 0;
}

int alsa_address_parse(const char *text, struct alsa_address *address) {
  size_t length = strlen(text);
  memset(address, 0, sizeof *address);
  if (length == 0 || length >= sizeof address->text) return -EINVAL;
  memcpy(address->text, text, length);
  address->period = 20;
  address->buffer = 200;
  address->ahead = 60;
  address->rest = 1000;
  address->hook = "";
  char *position = NULL;
  char *options = strchr(address->text, '?');
  if (options) {
    *options++ = 0;
    for (char *item = strtok_r(options, "&", &position); item; item = strtok_r(NULL, "&", &position))
      if (option(item, address)) return -EINVAL;
  }
  for (char *name = address->text; name;) {
    char *plus = strchr(name, '+');
    if (plus) *plus++ = 0;
    if (!*name || address->devices == ALSA_DEVICES_MAX) return -EINVAL;
    address->names[address->devices++] = name;
    name = plus;
  }
  return address->ahead + 80 > address->buffer ? -EINVAL : 0;
}
