// SPDX-License-Identifier: GPL-3.0-or-later
// SDP of a far side, read against our own offer.
#include "sip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static const sip_description near = {
      .address = "127.0.0.1",
      .port = 20000,
      .direction = SIP_DIRECTION_BOTH,
      .count = 4,
      .packet_time = 20,
      .formats = {
          {0, "PCMU", 8000, 1, ""},
          {8, "PCMA", 8000, 1, ""},
          {96, "opus", 48000, 2, "maxplaybackrate=8000;sprop-maxcapturerate=8000;useinbandfec=1"},
          {101, "telephone-event", 8000, 1, "0-15"}}};
  sip_description far;
  (void)sip_read_description((const char *)bytes, count, &near, &far);
  return 0;
}
