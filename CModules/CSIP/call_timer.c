// SPDX-License-Identifier: GPL-3.0-or-later
// Session timers (RFC 4028), which libre leaves to its user.
#include "stack.h"

/// Of a call's timers, in milliseconds.
static uint64_t seconds(const struct call *call, uint64_t count) { return count * call->stack->session_second; }

/// The far side is gone.
static void lose(struct call *call) {
  sip_event event;
  event_make(&event, SIP_ENDED, call->id, NULL);
  event.error = ETIMEDOUT;
  struct sip_stack *stack = call->stack;
  mem_deref(call);
  event_send(stack, &event);
}

/// Which call an UPDATE was for: it may be over when the answer comes.
struct updating {
  struct sip_stack *stack;
  uint64_t id;
};

/// A refresh that the far side does not know, or does not answer, ends the call (RFC 4028, 10).
static void updated(int error, const struct sip_msg *message, void *argument) {
  struct updating *updating = argument;
  if (message && message->scode < 200) return;
  struct call *call = call_find(updating->stack, updating->id);
  if (call && (error || message->scode == 408 || message->scode == 481)) lose(call);
  mem_deref(updating);
}

static void update(struct call *call) {
  struct updating *updating = mem_zalloc(sizeof *updating, NULL);
  if (!updating) return;
  updating->stack = call->stack;
  updating->id = call->id;
  const int error = sip_drequestf(
      NULL, call->stack->sip, true, "UPDATE", sipsess_dialog(call->session), 0, NULL, stack_with_contact, updated,
      updating, "Supported: timer\r\nSession-Expires: %u;refresher=uac\r\nContent-Length: 0\r\n\r\n", call->interval);
  if (error) mem_deref(updating);
}

static void refresh(void *argument) {
  struct call *call = argument;
  // Where the far side was to refresh, it has not.
  if (!call->is_refresher) return lose(call);
  if (call->refreshes_by_update) {
    update(call);
  } else {
    struct mbuf *body = NULL;
    if (!sdp_encode(&body, call->sdp, true)) (void)sipsess_modify(call->session, body);
    mem_deref(body);
  }
  tmr_start(&call->refresh, seconds(call, call->interval) / 2, refresh, call);
}

static bool allows_update(const struct sip_hdr *header, const struct sip_msg *message, void *argument) {
  (void)message;
  (void)argument;
  return !re_regex(header->val.p, header->val.l, "UPDATE");
}

void call_timer_read(struct call *call, const struct sip_msg *message) {
  const struct sip_hdr *header = sip_msg_hdr(message, SIP_HDR_SESSION_EXPIRES);
  struct pl value;
  tmr_cancel(&call->refresh);
  if (!header) return;
  call->interval = pl_u32(&header->val);
  // RFC 4028 allows none below 90 s; a day is more than any call.
  if (call->interval < 90) call->interval = 90;
  if (call->interval > 86400) call->interval = 86400;
  // "uac" is who sent the request. After a request of the far side the refreshing is ours whatever it says: libre's 200 has no
  // Session-Expires, by which the far side may take its timer to be off (RFC 4028, 7.2).
  call->is_refresher =
      message->req || msg_param_decode(&header->val, "refresher", &value) || !pl_strcasecmp(&value, "uac");
  call->refreshes_by_update = sip_msg_hdr_apply(message, true, SIP_HDR_ALLOW, allows_update, NULL) != NULL;
  const uint64_t third = call->interval / 3 < 32 ? call->interval / 3 : 32;
  tmr_start(
      &call->refresh,
      call->is_refresher ? seconds(call, call->interval) / 2 : seconds(call, call->interval - third), refresh, call);
}
