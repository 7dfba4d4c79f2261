// SPDX-License-Identifier: GPL-3.0-or-later

/* The card: its channels, its clock, and what can go wrong with it. */

#include "card.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loopback.h"

#define CHANNELS_MAX 256
#define STEP (5 * MS) /* hooks and pulses are as exact as this */

/* Serves requests until the unmount: files that are still open would keep FUSE's own loop for ever. */
static void *serve(void *data) {
  struct dahdi_card *card = data;
  /* As the kernel serves its devices: before others, where this is allowed. */
  struct sched_param parameters = {.sched_priority = 12};
  pthread_setschedparam(pthread_self(), SCHED_RR, &parameters);
  struct fuse_buf buffer = {.mem = NULL};
  struct pollfd waits[] = {{.fd = fuse_session_fd(card->session), .events = POLLIN},
                           {.fd = card->end, .events = POLLIN}};
  while (!fuse_session_exited(card->session)) {
    if (poll(waits, 2, -1) < 0 && errno != EINTR) break;
    if (waits[1].revents) break;
    if (!waits[0].revents) continue;
    int result = fuse_session_receive_buf(card->session, &buffer);
    if (result == -EINTR || result == -EAGAIN) continue;
    if (result <= 0) break;
    fuse_session_process_buf(card->session, &buffer);
  }
  free(buffer.mem);
  return NULL;
}

static void release(struct dahdi_card *card) {
  for (int i = 0; card->channels && i < card->count; i++) {
    free(card->channels[i].in.space);
    free(card->channels[i].out.space);
  }
  free(card->channels);
  for (struct handle *handle = card->handles; handle;) {
    struct handle *next = handle->next;
    if (handle->poll) fuse_pollhandle_destroy(handle->poll);
    free(handle);
    handle = next;
  }
  if (card->board > 0) board_close(card->board);
  if (card->end >= 0) close(card->end);
  pthread_mutex_destroy(&card->lock);
  free(card);
}

static int mount_session(struct dahdi_card *card, const char *path) {
  char *words[] = {"dahdi-card", "-osubtype=dahdi-card"};
  struct fuse_args arguments = FUSE_ARGS_INIT(2, words);
  struct stat status;
  /* What an earlier card left when it was killed. */
  if (stat(path, &status) && errno == ENOTCONN) umount2(path, MNT_DETACH);
  if (stat(path, &status)) return -errno;
  if (!S_ISDIR(status.st_mode)) return -ENOTDIR;
  card->session = fuse_session_new(&arguments, &card_files, sizeof card_files, card);
  fuse_opt_free_args(&arguments);
  if (!card->session) return -ENOMEM;
  errno = 0;
  if (fuse_session_mount(card->session, path)) {
    int error = errno ? -errno : -EPERM;
    fuse_session_destroy(card->session);
    return error;
  }
  int error = pthread_create(&card->thread, NULL, serve, card);
  if (!error) return 0;
  fuse_session_unmount(card->session);
  fuse_session_destroy(card->session);
  return -error;
}

int dahdi_card_mount(const char *path, const struct dahdi_card_settings *settings, struct dahdi_card **result) {
  if (!path || !settings || !result) return -EINVAL;
  int count = settings->ports + settings->bearers;
  if (settings->ports < 0 || settings->bearers < 0 || count < 1 || count > CHANNELS_MAX) return -EINVAL;
  struct dahdi_card *card = calloc(1, sizeof *card);
  if (!card) return -ENOMEM;
  card->settings = *settings;
  card->count = count;
  pthread_mutex_init(&card->lock, NULL);
  char address[32];
  snprintf(address, sizeof address, "loopback:%d", count);
  card->board = board_open(address);
  card->end = eventfd(0, EFD_CLOEXEC);
  card->channels = calloc((size_t)count, sizeof *card->channels);
  int error = card->board < 0 ? card->board : card->channels && card->end >= 0 ? 0 : -ENOMEM;
  for (int i = 0; !error && i < count; i++)
    card->channels[i] =
        (struct channel){.card = card, .number = i + 1, .is_bearer = i >= settings->ports, .ringing = -1};
  if (!error) error = mount_session(card, path);
  if (error) {
    release(card);
    return error;
  }
  *result = card;
  return 0;
}

void dahdi_card_unmount(struct dahdi_card *card) {
  if (!card) return;
  pthread_mutex_lock(&card->lock);
  for (int i = 0; i < card->count; i++) {
    fuse_req_t reader = card->channels[i].reader;
    card->channels[i].reader = NULL;
    if (reader) fuse_reply_err(reader, ENODEV);
  }
  if (card->command_request) fuse_reply_err(card->command_request, ENODEV);
  card->command_request = NULL;
  pthread_mutex_unlock(&card->lock);
  uint64_t one = 1;
  if (write(card->end, &one, sizeof one) != sizeof one) fuse_session_exit(card->session);
  pthread_join(card->thread, NULL);
  fuse_session_unmount(card->session);
  fuse_session_destroy(card->session);
  release(card);
}

int32_t dahdi_card_board(struct dahdi_card *card) { return card->board; }

/* Gives a read that waits what has come. */
static void serve_reader(struct channel *channel) {
  if (!channel->reader) return;
  uint8_t data[2 * BLOCK_MAX];
  int result = channel->is_gone ? -ENODEV : channel_read(channel, data, 2 * channel->block);
  if (result == -EAGAIN) return;
  if (result < 0)
    fuse_reply_err(channel->reader, -result);
  else
    fuse_reply_buf(channel->reader, (const char *)data, (size_t)result);
  channel->reader = NULL;
}

static void run_timer(struct handle *handle, int samples) {
  if (handle->timer_period == 0) return;
  handle->timer_left -= samples;
  while (handle->timer_left <= 0) {
    handle->timer_left += handle->timer_period;
    handle->timer_trips++;
  }
}

/* One step of all channels, with the lock held. */
static int advance(struct dahdi_card *card, int samples) {
  for (int i = 0; i < card->count; i++) channel_send(&card->channels[i], samples);
  int error = loopback_advance(card->board, samples);
  for (int i = 0; i < card->count; i++) channel_receive(&card->channels[i], samples);
  for (struct handle *handle = card->handles; handle; handle = handle->next)
    if (handle->file == FILE_TIMER) run_timer(handle, samples);
  return error;
}

int dahdi_card_advance(struct dahdi_card *card, int samples) {
  int error = 0;
  if (samples < MS || samples > BOARD_RATE / 50 || samples % MS) return -EINVAL;
  pthread_mutex_lock(&card->lock);
  for (int left = samples; left > 0 && !error; left -= STEP) error = advance(card, left < STEP ? left : STEP);
  for (int i = 0; i < card->count; i++) serve_reader(&card->channels[i]);
  for (struct handle *handle = card->handles; handle; handle = handle->next) handle_wake(handle);
  pthread_mutex_unlock(&card->lock);
  return error;
}

int dahdi_card_command(struct dahdi_card *card, char *text, int size) {
  int length = 0;
  pthread_mutex_lock(&card->lock);
  if (card->command_request && !card->command_is_taken && card->command_length < size) {
    length = card->command_length;
    memcpy(text, card->command, (size_t)length);
    text[length] = 0;
    card->command_is_taken = true;
  }
  pthread_mutex_unlock(&card->lock);
  return length;
}

void dahdi_card_answer(struct dahdi_card *card, int result) {
  pthread_mutex_lock(&card->lock);
  fuse_req_t request = card->command_request;
  size_t length = (size_t)card->command_length;
  card->command_request = NULL;
  pthread_mutex_unlock(&card->lock);
  if (!request) return;
  if (result < 0)
    fuse_reply_err(request, -result);
  else
    fuse_reply_write(request, length);
}

/* Faults */

static struct channel *lock_channel(struct dahdi_card *card, int number) {
  if (number < 1 || number > card->count) return NULL;
  pthread_mutex_lock(&card->lock);
  return &card->channels[number - 1];
}

/* Wakes whoever waits for the channel, and lets go of the lock. */
static int unlock_channel(struct channel *channel) {
  struct dahdi_card *card = channel->card;
  serve_reader(channel);
  for (struct handle *handle = card->handles; handle; handle = handle->next) handle_wake(handle);
  pthread_mutex_unlock(&card->lock);
  return 0;
}

int dahdi_card_alarm(struct dahdi_card *card, int number, int down) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  uint32_t alarms = down ? DAHDI_ALARM_RED : 0;
  if (channel->alarms != alarms) {
    channel->alarms = alarms;
    channel_event(channel, down ? DAHDI_EVENT_ALARM : DAHDI_EVENT_NOALARM);
  }
  return unlock_channel(channel);
}

int dahdi_card_unplug(struct dahdi_card *card, int number, int gone) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  channel->is_gone = gone;
  if (gone && channel->owner) {
    struct handle *owner = channel->owner;
    if (channel->reader) fuse_reply_err(channel->reader, ENODEV);
    channel->reader = NULL;
    channel_close(channel);
    owner->is_lost = true;
    owner->channel = NULL;
  }
  return unlock_channel(channel);
}

int dahdi_card_interrupt(struct dahdi_card *card, int number, int times) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  channel->interrupts = times;
  return unlock_channel(channel);
}

int dahdi_card_limit(struct dahdi_card *card, int number, int bytes) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  channel->limit = bytes;
  return unlock_channel(channel);
}

int dahdi_card_event(struct dahdi_card *card, int number, int event) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  channel_event(channel, event);
  return unlock_channel(channel);
}

int64_t dahdi_card_requests(struct dahdi_card *card, int number) {
  struct channel *channel = lock_channel(card, number);
  if (!channel) return -EINVAL;
  int64_t requests = channel->requests;
  pthread_mutex_unlock(&card->lock);
  return requests;
}
