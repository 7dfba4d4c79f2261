// SPDX-License-Identifier: GPL-3.0-or-later
// Sockets for media, many packets at a call: recvmmsg and sendmmsg and epoll, which Swift does not see; and SRTP by libre.
#ifndef EARSHOT_MEDIA_H
#define EARSHOT_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// IPv4 or IPv6 address and port; equal ones are equal in every byte.
typedef struct media_address {
  uint8_t bytes[16];
  uint32_t scope;
  uint16_t port;
  /// 4, 6, or 0 for none.
  uint16_t family;
} media_address;

/// False where `text` is no numeric address.
bool media_address_parse(const char *text, uint16_t port, media_address *address);

/// Opens two UDP sockets on `address`: RTP on an even port of `low`...`high`, RTCP on the next; both at any port where
/// `low` is 0. `start` is where the search begins. Gives the port, or -errno.
int media_open(const char *address, uint16_t low, uint16_t high, uint16_t start, int sockets[2]);

/// Raises this process's limit of open files as far as it goes; gives the limit.
int64_t media_raise_file_limit(void);

/// Has this thread go before others that want the processor, as far as this process may: real time, or a lower niceness.
/// False where it may neither.
bool media_hasten(void);

/// Takes up to `most` packets that are there, one each `stride` bytes. Gives their number, 0 for none, or -errno.
int media_receive(int socket, uint8_t *bytes, int stride, int most, int *lengths, media_address *sources);
/// Sends `count` packets that lie `stride` bytes apart. Gives the number sent, or -errno.
int media_send(int socket, const uint8_t *bytes, int stride, int count, const int *lengths, const media_address *to);

/// An epoll set, or -errno.
int media_watch_open(void);
int media_watch(int set, int socket, uint64_t id);
/// An eventfd that is part of the set under `id`; or -errno.
int media_wake_open(int set, uint64_t id);
void media_wake(int wake);
void media_wake_clear(int wake);
/// Waits for sockets with packets, at most `nanoseconds`; gives how many ids.
int media_wait(int set, uint64_t *ids, int most, int64_t nanoseconds);
void media_close(int descriptor);

/// SRTP of one direction.
typedef struct media_crypto media_crypto;

/// Bytes of key and salt that a suite of RFC 4568 takes; 0: not known.
int media_crypto_size(const char *suite);
/// NULL where suite or key are not usable.
media_crypto *media_crypto_open(const char *suite, const uint8_t *key, size_t count);
void media_crypto_close(media_crypto *crypto);
/// In place, `room` bytes at `packet`. Gives the new length, or -errno.
int media_protect(media_crypto *crypto, uint8_t *packet, int length, int room, bool is_control);
int media_unprotect(media_crypto *crypto, uint8_t *packet, int length, int room, bool is_control);

#endif
