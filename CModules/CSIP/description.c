// SPDX-License-Identifier: GPL-3.0-or-later
// SDP: what a side's audio is made of, to and from libre's sessions.
#include <string.h>

#include "stack.h"

/// Milliseconds of a packet at most: what a bridge to a board takes without leaving any of it out.
enum { MOST_PACKET_TIME = 60 };

int description_open(const sip_description *near, struct sdp_session **sdp, struct sdp_media **audio) {
  struct sa address;
  int error = sa_set_str(&address, near->address, near->port);
  if (error) return error;
  error = sdp_session_alloc(sdp, &address);
  if (error) return error;
  const bool is_secure = near->suite[0] != 0;
  error = sdp_media_add(audio, *sdp, "audio", near->port, is_secure ? "RTP/SAVP" : "RTP/AVP");
  for (int i = 0; i < near->count && i < SIP_FORMATS && !error; i++) {
    const sip_format *format = &near->formats[i];
    char number[8];
    (void)re_snprintf(number, sizeof number, "%d", format->payload_type);
    if (format->parameters[0])
      error = sdp_format_add(
          NULL, *audio, false, number, format->name, format->clock, format->channels, NULL, NULL, NULL, false, "%s",
          format->parameters);
    else
      error = sdp_format_add(
          NULL, *audio, false, number, format->name, format->clock, format->channels, NULL, NULL, NULL, false, NULL);
  }
  if (error) goto out;
  if (near->packet_time) error |= sdp_media_set_lattr(*audio, true, "ptime", "%d", near->packet_time);
  error |= sdp_media_set_lattr(*audio, true, "maxptime", "%d", MOST_PACKET_TIME);
  if (is_secure)
    error |= sdp_media_set_lattr(*audio, true, "crypto", "1 %s inline:%s", near->suite, near->key);
  sdp_media_set_ldir(*audio, (enum sdp_dir)near->direction);
out:
  if (error) *sdp = mem_deref(*sdp);
  return error;
}

static bool crypto_read(const char *name, const char *value, void *argument) {
  (void)name;
  sip_description *far = argument;
  struct pl suite, key;
  if (re_regex(value, strlen(value), "[0-9]+ [^ ]+ inline:[^ |]+", NULL, &suite, &key)) return false;
  if (suite.l >= sizeof far->suite || key.l >= sizeof far->key) return false;
  text_copy(far->suite, sizeof far->suite, &suite);
  text_copy(far->key, sizeof far->key, &key);
  return true;
}

int description_read(
    struct sdp_session *sdp, struct sdp_media *audio, struct mbuf *body, bool is_offer, sip_description *far) {
  memset(far, 0, sizeof *far);
  const int error = sdp_decode(sdp, body, is_offer);
  if (error) return error;
  const struct sa *address = sdp_media_raddr(audio);
  far->port = sdp_media_rport(audio);
  if (far->port == 0 || sdp_media_disabled(audio) || sa_af(address) == AF_UNSPEC) return EPROTO;
  // 0.0.0.0 is hold, of old (RFC 3264, 8.4): nothing is to be sent there, not even reports.
  if (sa_isset(address, SA_ADDR)) {
    (void)re_snprintf(far->address, sizeof far->address, "%j", address);
    struct sa control;
    sdp_media_raddr_rtcp(audio, &control);
    (void)re_snprintf(far->control_address, sizeof far->control_address, "%j", &control);
    far->control_port = sa_port(&control);
    far->direction = (sip_direction)sdp_media_dir(audio);
  }
  for (struct le *le = list_head(sdp_media_format_lst(audio, false)); le; le = le->next) {
    const struct sdp_format *format = le->data;
    if (!format->sup || far->count == SIP_FORMATS) continue;
    // A static type may come without its rtpmap: it is the near side's then.
    const struct sdp_format *named = format->name ? format : sdp_media_lformat(audio, format->pt);
    if (!named || !named->name) continue;
    sip_format *to = &far->formats[far->count++];
    to->payload_type = format->pt;
    (void)re_snprintf(to->name, sizeof to->name, "%s", named->name);
    to->clock = named->srate;
    to->channels = named->ch;
    if (format->params) (void)re_snprintf(to->parameters, sizeof to->parameters, "%s", format->params);
  }
  const char *time = sdp_media_rattr(audio, "ptime");
  if (time) far->packet_time = atoi(time);
  if (far->packet_time < 0 || far->packet_time > 200) far->packet_time = 0;
  (void)sdp_media_rattr_apply(audio, "crypto", crypto_read, far);
  return far->count ? 0 : ENOTSUP;
}

int sip_read_description(const char *bytes, size_t count, const sip_description *near, sip_description *far) {
  struct sdp_session *sdp = NULL;
  struct sdp_media *audio = NULL;
  int error = description_open(near, &sdp, &audio);
  if (error) return error;
  struct mbuf *body = mbuf_alloc(count ? count : 1);
  error = body ? mbuf_write_mem(body, (const uint8_t *)bytes, count) : ENOMEM;
  if (!error) {
    body->pos = 0;
    error = description_read(sdp, audio, body, true, far);
  }
  mem_deref(body);
  mem_deref(sdp);
  return error;
}
