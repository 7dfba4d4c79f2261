// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * A telephone exchange on station ports (FXO signalling) of the kernel's DAHDI: dial tone, digits heard, ringing tone, a tone of
 * 1000 Hz for 3 s, and hang-up. It says on standard output what it heard.
 *   exchange CHANNEL CALLS
 */

#include <dahdi/user.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BLOCK 160
#define DIGITS 7
#define RING_BLOCKS 100
#define TALK_BLOCKS 150

static int file;

static int set(unsigned long request, int value) { return ioctl(file, request, &value); }

static int next_event(void) {
  int event = 0;
  return ioctl(file, DAHDI_GETEVENT, &event) ? -1 : event;
}

/* Level in dBm0 of a sine of `hertz` in a block. */
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

static char digit_in(const int16_t *block) {
  static const double low[] = {697, 770, 852, 941}, high[] = {1209, 1336, 1477};
  int row = 0, column = 0;
  for (int i = 1; i < 4; i++)
    if (level(block, BLOCK, low[i]) > level(block, BLOCK, low[row])) row = i;
  for (int i = 1; i < 3; i++)
    if (level(block, BLOCK, high[i]) > level(block, BLOCK, high[column])) column = i;
  if (level(block, BLOCK, low[row]) < -25 || level(block, BLOCK, high[column]) < -25) return 0;
  return "123456789*0#"[row * 3 + column];
}

/* A block of what the caller sends; -1 he hung up. */
static int hear(int16_t *block) {
  for (;;) {
    ssize_t got = read(file, block, 2 * BLOCK);
    if (got == 2 * BLOCK) return 0;
    if (got < 0 && errno == ELAST) {
      int event = next_event();
      if (event == DAHDI_EVENT_ONHOOK) return -1;
      continue;
    }
    if (got < 0 && errno != EINTR) return -1;
  }
}

static void call(void) {
  int16_t block[BLOCK];
  char digits[DIGITS + 1] = {0};
  int count = 0;
  char last = 0;
  /* Without it the port has no call to end: the kewl pulse of its hang-up would stay away. */
  set(DAHDI_HOOK, DAHDI_OFFHOOK);
  set(DAHDI_FLUSH, DAHDI_FLUSH_BOTH);
  set(DAHDI_SENDTONE, DAHDI_TONE_DIALTONE);
  while (count < DIGITS) {
    if (hear(block)) {
      printf("exchange: caller left after '%s'\n", digits);
      return;
    }
    char digit = digit_in(block);
    if (digit && digit != last) {
      set(DAHDI_SENDTONE, DAHDI_TONE_STOP);
      digits[count++] = digit;
    }
    last = digit;
  }
  printf("exchange: digits %s\n", digits);
  set(DAHDI_SENDTONE, DAHDI_TONE_RINGTONE);
  for (int i = 0; i < RING_BLOCKS; i++)
    if (hear(block)) return;
  set(DAHDI_SENDTONE, DAHDI_TONE_STOP);
  double best = -100;
  for (int i = 0; i < TALK_BLOCKS; i++) {
    int16_t tone[BLOCK];
    for (int j = 0; j < BLOCK; j++) tone[j] = (int16_t)(7219 * sin(2 * M_PI * 1000 * j / 8000)); /* -10 dBm0 */
    if (write(file, tone, sizeof tone) < 0 && errno == ELAST && next_event() == DAHDI_EVENT_ONHOOK) break;
    if (hear(block)) break;
    double heard = level(block, BLOCK, 700);
    if (heard > best) best = heard;
  }
  printf("exchange: 700 Hz at %.1f dBm0\n", best);
  set(DAHDI_HOOK, DAHDI_ONHOOK);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  file = open("/dev/dahdi/channel", O_RDWR);
  struct dahdi_bufferinfo buffers = {.txbufpolicy = DAHDI_POLICY_IMMEDIATE, .numbufs = 8, .bufsize = BLOCK};
  if (file < 0 || set(DAHDI_SPECIFY, atoi(argv[1])) || ioctl(file, DAHDI_SET_BUFINFO, &buffers) ||
      set(DAHDI_SETLINEAR, 1)) {
    perror("exchange");
    return 1;
  }
  for (int calls = atoi(argv[2]); calls > 0;) {
    struct pollfd waits = {.fd = file, .events = POLLPRI};
    poll(&waits, 1, -1);
    int event = next_event();
    if (event != DAHDI_EVENT_RINGOFFHOOK) continue;
    call();
    calls--;
  }
  /* The caller's on-hook after the last call. */
  sleep(3);
  return 0;
}
