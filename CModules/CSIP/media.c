// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "media.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 32, RECEIVE_BUFFER = 256 * 1024 };

bool media_address_parse(const char *text, uint16_t port, media_address *address) {
  memset(address, 0, sizeof *address);
  address->port = port;
  if (inet_pton(AF_INET, text, address->bytes) == 1) {
    address->family = 4;
  } else if (inet_pton(AF_INET6, text, address->bytes) == 1) {
    address->family = 6;
  }
  return address->family != 0;
}

static socklen_t to_system(const media_address *from, struct sockaddr_storage *to) {
  memset(to, 0, sizeof *to);
  if (from->family == 6) {
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(from->port);
    six->sin6_scope_id = from->scope;
    memcpy(&six->sin6_addr, from->bytes, 16);
    return sizeof *six;
  }
  struct sockaddr_in *four = (struct sockaddr_in *)to;
  four->sin_family = AF_INET;
  four->sin_port = htons(from->port);
  memcpy(&four->sin_addr, from->bytes, 4);
  return sizeof *four;
}

static void from_system(const struct sockaddr_storage *from, media_address *to) {
  memset(to, 0, sizeof *to);
  if (from->ss_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
    to->family = 6;
    to->port = ntohs(six->sin6_port);
    to->scope = six->sin6_scope_id;
    memcpy(to->bytes, &six->sin6_addr, 16);
  } else if (from->ss_family == AF_INET) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)from;
    to->family = 4;
    to->port = ntohs(four->sin_port);
    memcpy(to->bytes, &four->sin_addr, 4);
  }
}

/// A bound socket, or -errno; `port` 0: any, which it then is.
static int bound(media_address address, uint16_t *port) {
  struct sockaddr_storage system;
  address.port = *port;
  socklen_t length = to_system(&address, &system);
  const int descriptor = socket(system.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  // A thread that is kept from its sockets for a while must not lose packets for it.
  const int size = RECEIVE_BUFFER;
  (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  // Expedited forwarding (RFC 3246), as voice asks for.
  const int class = 46 << 2;
  (void)setsockopt(descriptor, IPPROTO_IP, IP_TOS, &class, sizeof class);
  if (bind(descriptor, (struct sockaddr *)&system, length) ||
      getsockname(descriptor, (struct sockaddr *)&system, &length)) {
    const int error = errno;
    close(descriptor);
    return -error;
  }
  media_address there;
  from_system(&system, &there);
  *port = there.port;
  return descriptor;
}

/// The pair at `port` and the next; 0 where one of them is taken.
static int open_pair(const media_address *address, uint16_t port, int sockets[2]) {
  uint16_t first = port;
  sockets[0] = bound(*address, &first);
  if (sockets[0] < 0) return sockets[0] == -EADDRINUSE || sockets[0] == -EACCES ? 0 : sockets[0];
  uint16_t second = (uint16_t)(first + 1);
  sockets[1] = first % 2 == 0 ? bound(*address, &second) : -EADDRINUSE;
  if (sockets[1] >= 0) return first;
  close(sockets[0]);
  return sockets[1] == -EADDRINUSE || sockets[1] == -EACCES ? 0 : sockets[1];
}

int media_open(const char *text, uint16_t low, uint16_t high, uint16_t start, int sockets[2]) {
  media_address address;
  if (!media_address_parse(text, 0, &address)) return -EINVAL;
  if (low == 0) {
    // The system's ports are even half of the time.
    for (int attempt = 0; attempt < 64; attempt++) {
      const int port = open_pair(&address, 0, sockets);
      if (port != 0) return port;
    }
    return -EADDRINUSE;
  }
  low = (uint16_t)(low + low % 2);
  if (high <= low) return -EINVAL;
  const int pairs = (high - low + 1) / 2;
  const int first = start >= low && start < high ? (start - low) / 2 : 0;
  for (int step = 0; step < pairs; step++) {
    const int port = open_pair(&address, (uint16_t)(low + (first + step) % pairs * 2), sockets);
    if (port != 0) return port;
  }
  return -EADDRINUSE;
}

int64_t media_raise_file_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit)) return -errno;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
  return getrlimit(RLIMIT_NOFILE, &limit) ? -errno : (int64_t)limit.rlim_cur;
}

bool media_hasten(void) {
  const struct sched_param parameter = {.sched_priority = 1};
  if (!pthread_setschedparam(pthread_self(), SCHED_RR, &parameter)) return true;
  // Of this thread only: Linux has a niceness for each.
  return setpriority(PRIO_PROCESS, 0, -10) == 0;
}

int media_receive(
    int socket, uint8_t *bytes, int stride, int most, int *lengths, media_address *sources) {
  struct mmsghdr messages[BATCH];
  struct iovec pieces[BATCH];
  struct sockaddr_storage from[BATCH];
  if (most > BATCH) most = BATCH;
  memset(messages, 0, sizeof *messages * (size_t)most);
  for (int i = 0; i < most; i++) {
    pieces[i] = (struct iovec){bytes + (size_t)i * (size_t)stride, (size_t)stride};
    messages[i].msg_hdr.msg_iov = &pieces[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &from[i];
    messages[i].msg_hdr.msg_namelen = sizeof from[i];
  }
  const int count = recvmmsg(socket, messages, (unsigned)most, MSG_DONTWAIT, NULL);
  if (count < 0) {
    // ECONNREFUSED tells of an earlier packet that was sent to nobody; there may be more to take.
    return errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED ? 0 : -errno;
  }
  for (int i = 0; i < count; i++) {
    // A packet that did not fit is none.
    lengths[i] = messages[i].msg_hdr.msg_flags & MSG_TRUNC ? 0 : (int)messages[i].msg_len;
    from_system(&from[i], &sources[i]);
  }
  return count;
}

int media_send(
    int socket, const uint8_t *bytes, int stride, int count, const int *lengths, const media_address *to) {
  struct mmsghdr messages[BATCH];
  struct iovec pieces[BATCH];
  struct sockaddr_storage system;
  const socklen_t length = to_system(to, &system);
  if (count > BATCH) count = BATCH;
  memset(messages, 0, sizeof *messages * (size_t)count);
  for (int i = 0; i < count; i++) {
    pieces[i] = (struct iovec){(void *)(uintptr_t)(bytes + (size_t)i * (size_t)stride), (size_t)lengths[i]};
    messages[i].msg_hdr.msg_iov = &pieces[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &system;
    messages[i].msg_hdr.msg_namelen = length;
  }
  const int sent = sendmmsg(socket, messages, (unsigned)count, MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent < 0 ? -errno : sent;
}

int media_watch_open(void) {
  const int set = epoll_create1(EPOLL_CLOEXEC);
  return set < 0 ? -errno : set;
}

int media_watch(int set, int socket, uint64_t id) {
  struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = id}};
  return epoll_ctl(set, EPOLL_CTL_ADD, socket, &event) ? -errno : 0;
}

int media_wake_open(int set, uint64_t id) {
  const int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake < 0) return -errno;
  const int error = media_watch(set, wake, id);
  if (error) close(wake);
  return error ? error : wake;
}

void media_wake(int wake) {
  const uint64_t one = 1;
  (void)!write(wake, &one, sizeof one);
}

void media_wake_clear(int wake) {
  uint64_t count;
  (void)!read(wake, &count, sizeof count);
}

int media_wait(int set, uint64_t *ids, int most, int64_t nanoseconds) {
  struct epoll_event events[128];
  if (most > 128) most = 128;
  if (nanoseconds < 0) nanoseconds = 0;
  const struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  int count = epoll_pwait2(set, events, most, &time, NULL);
  if (count < 0 && errno == ENOSYS) count = epoll_wait(set, events, most, (int)((nanoseconds + 999999) / 1000000));
  for (int i = 0; i < count; i++) ids[i] = events[i].data.u64;
  return count < 0 ? 0 : count;
}

void media_close(int descriptor) {
  if (descriptor >= 0) close(descriptor);
}
