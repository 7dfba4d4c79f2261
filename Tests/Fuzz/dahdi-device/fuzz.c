// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * The DAHDI driver on a device that says anything: errors, lengths, parameters and events are the fuzzer's bytes, and so
 * is what the driver's owner does. Nothing may crash, no answer may leave its bounds, and the board must close.
 */

#include <dahdi/user.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "device.h"

#undef open
#undef close
#undef ioctl
#undef read
#undef write

static const uint8_t *input;
static size_t left;
static int64_t milliseconds;

static uint8_t next(void) {
  if (left == 0) return 0;
  left--;
  return *input++;
}

static void fill(void *data, size_t size) {
  for (size_t i = 0; i < size; i++) ((uint8_t *)data)[i] = next();
}

/* Seldom an error, one of those that devices have. */
static int error(void) {
  static const int errors[] = {EINTR, EAGAIN, ELAST, ENODEV, EIO, EBUSY, EINVAL, ENXIO, ENOTTY, EINPROGRESS, ENODATA, ENOSYS};
  uint8_t choice = next();
  if (choice < 216) return 0;
  errno = errors[choice % (sizeof errors / sizeof *errors)];
  return -1;
}

int device_open(const char *path, int flags, ...) {
  (void)path;
  (void)flags;
  return error() ? -1 : 100 + next();
}

int device_close(int file) {
  (void)file;
  return 0;
}

int device_ioctl(int file, unsigned long request, void *data) {
  (void)file;
  if (request == DAHDI_TIMERACK) return next() > 250 ? -1 : 0;
  if (error()) return -1;
  switch (request) {
  case DAHDI_GET_PARAMS: {
    static const int signallings[] = {DAHDI_SIG_FXSKS, DAHDI_SIG_FXSLS, DAHDI_SIG_FXSGS, DAHDI_SIG_EM,
                                      DAHDI_SIG_EM_E1, DAHDI_SIG_CLEAR, DAHDI_SIG_FXOKS, DAHDI_SIG_HDLCFCS};
    struct dahdi_params *params = data;
    fill(params, next() & 1 ? sizeof *params : 0);
    params->sigtype = signallings[next() % 8];
    return 0;
  }
  case DAHDI_GET_BLOCKSIZE:
    *(int *)data = next() < 250 ? 160 : (int)next() - 100;
    return 0;
  case DAHDI_GETEVENT: {
    uint8_t kind = next();
    *(int *)data = kind < 128 ? 0 : kind < 250 ? kind % 32 : kind << 16 | next();
    return 0;
  }
  default:
    if (_IOC_DIR(request) & _IOC_READ) fill(data, next() & 3 ? 0 : _IOC_SIZE(request));
    return 0;
  }
}

ssize_t device_read(int file, void *data, size_t size) {
  if (file == 1001) {
    uint64_t times = next();
    memcpy(data, &times, sizeof times);
    return sizeof times;
  }
  if (error()) return -1;
  size_t length = next() < 200 ? size : next() * 3u;
  if (length > size) return (ssize_t)length; /* a length that is a lie */
  memset(data, next(), length);
  return (ssize_t)length;
}

ssize_t device_write(int file, const void *data, size_t size) {
  (void)file;
  uint8_t sum = 0;
  for (size_t i = 0; i < size; i++) sum ^= ((const uint8_t *)data)[i];
  volatile uint8_t seen = sum;
  (void)seen;
  if (error()) return -1;
  return next() < 200 ? (ssize_t)size : next() * 3;
}

int device_epoll_ctl(int poll, int operation, int file, struct epoll_event *event) {
  (void)poll;
  (void)operation;
  (void)file;
  (void)event;
  return next() > 252 ? -1 : 0;
}

static int channels;

int device_epoll_wait(int poll, struct epoll_event *events, int most, int timeout) {
  (void)poll;
  milliseconds += timeout < 1 ? 1 : next() < 240 ? 1 : timeout;
  int count = next() % 4;
  if (count == 3 && next() < 32) {
    errno = EINTR;
    return -1;
  }
  for (int i = 0; i < count && i < most; i++) {
    uint8_t what = next();
    events[i] = (struct epoll_event){.events = next() & (EPOLLPRI | EPOLLIN | EPOLLERR | EPOLLHUP)};
    events[i].data.u32 = what < 160 || channels == 0 ? UINT32_MAX : what % (uint32_t)channels;
  }
  return count;
}

int device_clock_gettime(clockid_t clock, struct timespec *now) {
  (void)clock;
  *now = (struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
  return 0;
}

static void require(int holds) {
  if (!holds) abort();
}

static void act(int32_t board) {
  static const char *const digits[] = {"1", "5550199", "9w123#*", "", "x", "0"};
  int channel = next() % (channels + 1) - (next() > 250);
  int16_t samples[400] = {0};
  struct board_event event;
  struct board_info info;
  char text[BOARD_DESCRIPTION_MAX];
  int64_t at;
  int wanted = next() * 2 % 400;
  int result;
  switch (next() % 12) {
  case 0: board_seize(board, channel); break;
  case 1: board_dial(board, channel, digits[next() % 6]); break;
  case 2: board_answer(board, channel); break;
  case 3: board_hang_up(board, channel); break;
  case 4:
    result = board_read(board, channel, samples, wanted, &at);
    require(result <= wanted);
    break;
  case 5:
    result = board_write(board, channel, samples, wanted);
    require(result <= wanted);
    break;
  case 6:
    for (int turn = 0; turn < 200 && board_next_event(board, channel, &event) == 1; turn++)
      require(event.kind >= BOARD_SEIZED && event.kind <= BOARD_ALARM_OVER && event.channel == channel);
    break;
  case 7:
    if (board_info(board, channel, &info) == 0)
      require(info.state >= BOARD_IDLE && info.state <= BOARD_DOWN && info.overruns >= 0 && info.underruns >= 0);
    break;
  case 8:
    if (board_describe(board, channel, text, (int)sizeof text) == 0) require(memchr(text, 0, sizeof text) != NULL);
    break;
  default: board_wait(board, next()); break;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const addresses[] = {
      "dahdi:/d,channels=1-3", "dahdi:/d,channels=1-2,law=alaw,rxgain=3", "dahdi:/d,law=mulaw,dial=pulse,channels=1",
      "dahdi:/d,channels=1+3,start=wink,guard=0", "dahdi:/d,channels=1,start=start,dial=audio",
      "dahdi:/d,channels=1-2,answer=none,echo=128,law=default"};
  input = data;
  left = size;
  milliseconds = channels = 0;
  char text[128];
  uint8_t choice = next();
  const char *address = addresses[choice % 6];
  if (choice > 240) { /* an address of the fuzzer's own */
    memcpy(text, "dahdi:", 6);
    fill(text + 6, sizeof text - 7);
    text[sizeof text - 1] = 0;
    address = text;
  }
  int32_t board = board_open(address);
  if (board < 0) return 0;
  channels = board_channels(board);
  require(channels >= 1 && channels <= 1024);
  while (left > 0) act(board);
  require(board_close(board) == 0);
  return 0;
}
