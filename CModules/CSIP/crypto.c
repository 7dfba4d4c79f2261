// SPDX-License-Identifier: GPL-3.0-or-later
// SRTP (RFC 3711) by libre, in place on a packet.
#include <string.h>

#include "stack.h"

#include "media.h"

struct media_crypto {
  struct srtp *srtp;
};

static const struct suite {
  const char *name;
  enum srtp_suite suite;
  // Key of 128 bits and salt of 112, or 256 and 112 (RFC 4568, RFC 6188).
  int size;
} suites[] = {
    {"AES_CM_128_HMAC_SHA1_80", SRTP_AES_CM_128_HMAC_SHA1_80, 30},
    {"AES_CM_128_HMAC_SHA1_32", SRTP_AES_CM_128_HMAC_SHA1_32, 30},
    {"AES_256_CM_HMAC_SHA1_80", SRTP_AES_256_CM_HMAC_SHA1_80, 46},
    {"AES_256_CM_HMAC_SHA1_32", SRTP_AES_256_CM_HMAC_SHA1_32, 46},
};

static const struct suite *suite_find(const char *name) {
  for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
    if (!strcmp(suites[i].name, name)) return &suites[i];
  return NULL;
}

int media_crypto_size(const char *name) {
  const struct suite *suite = suite_find(name);
  return suite ? suite->size : 0;
}

media_crypto *media_crypto_open(const char *name, const uint8_t *key, size_t count) {
  const struct suite *suite = suite_find(name);
  if (!suite || count != (size_t)suite->size) return NULL;
  media_crypto *crypto = calloc(1, sizeof *crypto);
  if (crypto && srtp_alloc(&crypto->srtp, suite->suite, key, count, 0)) {
    free(crypto);
    return NULL;
  }
  return crypto;
}

void media_crypto_close(media_crypto *crypto) {
  if (!crypto) return;
  mem_deref(crypto->srtp);
  free(crypto);
}

typedef int crypt(struct srtp *srtp, struct mbuf *buffer);

static int apply(crypt *how, media_crypto *crypto, uint8_t *packet, int length, int room) {
  struct mbuf buffer;
  mbuf_init(&buffer);
  // libre appends the tag behind `end`, and has no need to enlarge the buffer where there is room.
  buffer.buf = packet;
  buffer.size = (size_t)room;
  buffer.end = (size_t)length;
  const int error = how(crypto->srtp, &buffer);
  if (buffer.buf != packet) return -EFAULT;
  return error ? -error : (int)buffer.end;
}

/// Bytes that protection may add: a tag of 10, and an index of 4 for RTCP.
enum { OVERHEAD = 16 };

int media_protect(media_crypto *crypto, uint8_t *packet, int length, int room, bool is_control) {
  if (length < 0 || length + OVERHEAD > room) return -ENOSPC;
  return apply(is_control ? srtcp_encrypt : srtp_encrypt, crypto, packet, length, room);
}

int media_unprotect(media_crypto *crypto, uint8_t *packet, int length, int room, bool is_control) {
  if (length < 0 || length > room) return -EINVAL;
  return apply(is_control ? srtcp_decrypt : srtp_decrypt, crypto, packet, length, room);
}
