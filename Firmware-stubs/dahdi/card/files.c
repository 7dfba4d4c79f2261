// SPDX-License-Identifier: GPL-3.0-or-later

/* The folder of device files, as FUSE asks for it. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "card.h"

static const char *const names[] = {
    [FILE_CHANNEL] = "channel", [FILE_CTL] = "ctl",           [FILE_TIMER] = "timer",
    [FILE_PSEUDO] = "pseudo",   [FILE_FAR_SIDE] = "far-side",
};

static struct dahdi_card *card_of(fuse_req_t request) { return fuse_req_userdata(request); }

static int last_file(const struct dahdi_card *card) { return FILE_FIRST + card->count - 1; }

static void fill(int file, struct stat *status) {
  *status = (struct stat){
      .st_ino = (ino_t)file,
      .st_mode = file == FILE_ROOT ? S_IFDIR | 0755 : S_IFREG | 0600,
      .st_nlink = 1,
  };
}

static void name_of(int file, char name[32]) {
  if (file < FILE_FIRST)
    snprintf(name, 32, "%s", names[file]);
  else
    snprintf(name, 32, "%d", file - FILE_FIRST + 1);
}

static void lookup(fuse_req_t request, fuse_ino_t parent, const char *wanted) {
  struct dahdi_card *card = card_of(request);
  char name[32];
  for (int file = FILE_CHANNEL; parent == FILE_ROOT && file <= last_file(card); file++) {
    name_of(file, name);
    if (strcmp(name, wanted)) continue;
    struct fuse_entry_param entry = {.ino = (fuse_ino_t)file, .attr_timeout = 3600, .entry_timeout = 3600};
    fill(file, &entry.attr);
    fuse_reply_entry(request, &entry);
    return;
  }
  fuse_reply_err(request, ENOENT);
}

static void getattr(fuse_req_t request, fuse_ino_t file, struct fuse_file_info *info) {
  (void)info;
  struct stat status;
  fill((int)file, &status);
  fuse_reply_attr(request, &status, 3600);
}

/* A shell's `>` cuts the file, which has no length. */
static void setattr(fuse_req_t request, fuse_ino_t file, struct stat *status, int what, struct fuse_file_info *info) {
  (void)status;
  (void)what;
  getattr(request, file, info);
}

static void readdir(fuse_req_t request, fuse_ino_t folder, size_t size, off_t offset, struct fuse_file_info *info) {
  (void)info;
  struct dahdi_card *card = card_of(request);
  char *buffer = folder == FILE_ROOT ? malloc(size) : NULL;
  if (!buffer) {
    fuse_reply_err(request, folder == FILE_ROOT ? ENOMEM : ENOTDIR);
    return;
  }
  size_t used = 0;
  for (int file = FILE_CHANNEL + (int)offset; file <= last_file(card); file++) {
    char name[32];
    struct stat status;
    name_of(file, name);
    fill(file, &status);
    size_t taken = fuse_add_direntry(request, buffer + used, size - used, name, &status, file - FILE_CHANNEL + 1);
    if (taken > size - used) break;
    used += taken;
  }
  fuse_reply_buf(request, buffer, used);
  free(buffer);
}

static struct handle *handle_of(struct fuse_file_info *info) { return (struct handle *)(uintptr_t)info->fh; }

static void open_file(fuse_req_t request, fuse_ino_t file, struct fuse_file_info *info) {
  struct dahdi_card *card = card_of(request);
  struct handle *handle = calloc(1, sizeof *handle);
  if (!handle) {
    fuse_reply_err(request, ENOMEM);
    return;
  }
  *handle = (struct handle){.card = card, .file = (int)file, .flags = info->flags};
  pthread_mutex_lock(&card->lock);
  int error = file == FILE_ROOT ? EISDIR : 0;
  if (file >= FILE_FIRST) {
    struct channel *channel = &card->channels[file - FILE_FIRST];
    if (channel->is_gone) error = ENXIO;
    if (channel->owner) error = EBUSY;
    if (!error) {
      handle->channel = channel;
      channel_open(channel, handle);
    }
  }
  if (!error) {
    handle->next = card->handles;
    card->handles = handle;
  }
  pthread_mutex_unlock(&card->lock);
  if (error) {
    free(handle);
    fuse_reply_err(request, error);
    return;
  }
  info->fh = (uintptr_t)handle;
  info->direct_io = 1;
  info->nonseekable = 1;
  fuse_reply_open(request, info);
}

static void release(fuse_req_t request, fuse_ino_t file, struct fuse_file_info *info) {
  (void)file;
  struct dahdi_card *card = card_of(request);
  struct handle *handle = handle_of(info);
  pthread_mutex_lock(&card->lock);
  struct handle **place = &card->handles;
  while (*place && *place != handle) place = &(*place)->next;
  if (*place) *place = handle->next;
  if (handle->channel) channel_close(handle->channel);
  if (handle->poll) fuse_pollhandle_destroy(handle->poll);
  pthread_mutex_unlock(&card->lock);
  free(handle);
  fuse_reply_err(request, 0);
}

static void interrupted(fuse_req_t request, void *data) {
  struct handle *handle = data;
  struct dahdi_card *card = handle->card;
  pthread_mutex_lock(&card->lock);
  struct channel *channel = handle->channel;
  bool is_reading = channel && channel->reader == request;
  if (is_reading) channel->reader = NULL;
  pthread_mutex_unlock(&card->lock);
  if (is_reading) fuse_reply_err(request, EINTR);
}

static void read_file(fuse_req_t request, fuse_ino_t file, size_t size, off_t offset, struct fuse_file_info *info) {
  (void)file;
  (void)offset;
  struct dahdi_card *card = card_of(request);
  struct handle *handle = handle_of(info);
  bool waits = !(info->flags & O_NONBLOCK);
  uint8_t data[2 * BLOCK_MAX];
  if (size > sizeof data) size = sizeof data;
  if (waits) fuse_req_interrupt_func(request, interrupted, handle);
  pthread_mutex_lock(&card->lock);
  struct channel *channel = handle->channel;
  int result = -EINVAL;
  if (handle->is_lost) {
    result = -ENODEV;
  } else if (channel) {
    channel->requests++;
    result = channel_read(channel, data, (int)size);
    if (result == -EAGAIN && waits && !channel->reader) {
      if (fuse_req_interrupted(request)) {
        result = -EINTR;
      } else {
        channel->reader = request;
        pthread_mutex_unlock(&card->lock);
        return;
      }
    }
  }
  pthread_mutex_unlock(&card->lock);
  if (result < 0)
    fuse_reply_err(request, -result);
  else
    fuse_reply_buf(request, (const char *)data, (size_t)result);
}

/* A line for whoever owns the far side. */
static void write_command(fuse_req_t request, struct dahdi_card *card, const char *text, size_t size) {
  int error = 0;
  pthread_mutex_lock(&card->lock);
  if (size >= sizeof card->command)
    error = EMSGSIZE;
  else if (card->command_request)
    error = EBUSY;
  else {
    memcpy(card->command, text, size);
    card->command_length = (int)size;
    card->command_is_taken = false;
    card->command_request = request;
  }
  pthread_mutex_unlock(&card->lock);
  if (error) fuse_reply_err(request, error);
}

static void write_file(fuse_req_t request, fuse_ino_t file, const char *data, size_t size, off_t offset,
                       struct fuse_file_info *info) {
  (void)offset;
  struct dahdi_card *card = card_of(request);
  struct handle *handle = handle_of(info);
  if (file == FILE_FAR_SIDE) {
    write_command(request, card, data, size);
    return;
  }
  pthread_mutex_lock(&card->lock);
  struct channel *channel = handle->channel;
  int result = -EINVAL;
  if (handle->is_lost) {
    result = -ENODEV;
  } else if (channel) {
    channel->requests++;
    result = channel_write(channel, data, (int)(size & 0xffff));
  }
  pthread_mutex_unlock(&card->lock);
  if (result < 0)
    fuse_reply_err(request, -result);
  else
    fuse_reply_write(request, (size_t)result);
}

static void control(fuse_req_t request, fuse_ino_t file, unsigned command, void *argument,
                    struct fuse_file_info *info, unsigned flags, const void *in, size_t in_size, size_t out_size) {
  (void)file;
  (void)argument;
  struct dahdi_card *card = card_of(request);
  struct handle *handle = handle_of(info);
  if (flags & FUSE_IOCTL_COMPAT) {
    fuse_reply_err(request, ENOSYS);
    return;
  }
  pthread_mutex_lock(&card->lock);
  if (handle->channel) handle->channel->requests++;
  card_ioctl(request, handle, command, in, in_size, out_size);
  pthread_mutex_unlock(&card->lock);
}

static short ready(const struct handle *handle) {
  if (handle->is_lost) return POLLERR | POLLHUP | POLLPRI;
  if (handle->file == FILE_TIMER) return handle->timer_trips ? POLLPRI : 0;
  if (handle->file == FILE_FAR_SIDE) return POLLOUT;
  return handle->channel ? channel_ready(handle->channel) : 0;
}

void handle_wake(struct handle *handle) {
  if (!handle->poll || !(ready(handle) & (handle->polled | POLLERR | POLLHUP))) return;
  fuse_lowlevel_notify_poll(handle->poll);
  fuse_pollhandle_destroy(handle->poll);
  handle->poll = NULL;
}

static void poll_file(fuse_req_t request, fuse_ino_t file, struct fuse_file_info *info,
                      struct fuse_pollhandle *poll) {
  (void)file;
  struct dahdi_card *card = card_of(request);
  struct handle *handle = handle_of(info);
  pthread_mutex_lock(&card->lock);
  if (handle->channel) handle->channel->requests++;
  if (poll) {
    if (handle->poll) fuse_pollhandle_destroy(handle->poll);
    handle->poll = poll;
    handle->polled = (short)info->poll_events;
  }
  short events = ready(handle);
  pthread_mutex_unlock(&card->lock);
  fuse_reply_poll(request, (unsigned)events);
}

const struct fuse_lowlevel_ops card_files = {
    .lookup = lookup,
    .getattr = getattr,
    .setattr = setattr,
    .readdir = readdir,
    .open = open_file,
    .release = release,
    .read = read_file,
    .write = write_file,
    .ioctl = control,
    .poll = poll_file,
};
