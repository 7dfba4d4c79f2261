// SPDX-License-Identifier: GPL-3.0-or-later
// The world's numbering plans, as libphonenumber knows them. A shim, because Swift cannot import its C++ (protobuf).
#ifndef EARSHOT_PHONE_NUMBER_H
#define EARSHOT_PHONE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phone_number_kind {
  /// In a range that its country has given out.
  PHONE_NUMBER_VALID = 0,
  /// As long as a number of its country may be, in no range that is known.
  PHONE_NUMBER_POSSIBLE,
  /// Short of an area code: it reaches somebody only from nearby.
  PHONE_NUMBER_LOCAL,
  PHONE_NUMBER_TOO_SHORT,
  PHONE_NUMBER_TOO_LONG,
  /// A length that its country does not have.
  PHONE_NUMBER_WRONG_LENGTH,
  /// No country code that exists, or none where no region says it.
  PHONE_NUMBER_NO_COUNTRY,
  PHONE_NUMBER_NOT_A_NUMBER,
};

/// Whether `region` ("DE") has a numbering plan here.
bool phone_number_knows(const char *region);

/// Reads `text` as dialed in `region`, NULL for a text that must begin with + and a country code. Where it is valid,
/// possible or local, `e164` gets the number as E.164 writes it ("+4930123456"), of 24 bytes at most with its NUL. Whether
/// a possible one is valid is looked up where `in_use` asks for it, which takes twice as long.
enum phone_number_kind phone_number_read(const char *text, const char *region, bool in_use, char e164[24]);

#ifdef __cplusplus
}
#endif

#endif
