// SPDX-License-Identifier: GPL-3.0-or-later
// Calls: sessions of libre with their descriptions, and PRACK, which the library leaves to its user.
#include <string.h>

#include "stack.h"

/// A branch of a forked call that asked for PRACK.
struct branch {
  struct le le;
  struct sip_dialog *dialog;
  char tag[SIP_TEXT];
  uint32_t last;
};

static void branch_forget(void *argument) {
  struct branch *branch = argument;
  list_unlink(&branch->le);
  mem_deref(branch->dialog);
}

static void call_forget(void *argument) {
  struct call *call = argument;
  tmr_cancel(&call->refresh);
  list_unlink(&call->le);
  list_flush(&call->branches);
  // CANCEL or BYE, if it is not over.
  mem_deref(call->session);
  mem_deref(call->sdp);
  mem_deref((void *)call->invite);
  mem_deref(call->credentials);
}

struct call *call_find(const struct sip_stack *stack, uint64_t id) {
  for (struct le *le = list_head(&stack->calls); le; le = le->next)
    if (((struct call *)le->data)->id == id) return le->data;
  return NULL;
}

struct call *call_of_message(const struct sip_stack *stack, const struct sip_msg *message) {
  if (!pl_isset(&message->to.tag)) return NULL;
  for (struct le *le = list_head(&stack->calls); le; le = le->next) {
    struct call *call = le->data;
    struct sip_dialog *dialog = sipsess_dialog(call->session);
    if (dialog && sip_dialog_cmp_half(dialog, message)) return call;
  }
  return NULL;
}

void call_end_all(struct sip_stack *stack) { list_flush(&stack->calls); }

static void answer_ignored(int error, const struct sip_msg *message, void *argument) {
  (void)error;
  (void)message;
  (void)argument;
}

// MARK: - What sessions tell

static bool has_description(const struct sip_msg *message) {
  return mbuf_get_left(message->mb) > 0 && msg_ctype_cmp(&message->ctyp, "application", "sdp");
}

static int answer_arrived(const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  if (!has_description(message)) return 0;
  sip_description far;
  const int error = description_read(call->sdp, call->audio, message->mb, false, &far);
  if (error) return error;
  sip_event event;
  event_make(&event, SIP_CHANGED, call->id, message);
  event.far = &far;
  event_send(call->stack, &event);
  return 0;
}

static int offer_arrived(struct mbuf **body, const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  const bool is_offer = has_description(message);
  if (!call->is_refresher && call->interval) call_timer_read(call, message);
  if (is_offer) {
    sip_description far;
    const int error = description_read(call->sdp, call->audio, message->mb, true, &far);
    if (error) return error;
    sip_event event;
    event_make(&event, SIP_CHANGED, call->id, message);
    event.far = &far;
    event_send(call->stack, &event);
  }
  return sdp_encode(body, call->sdp, !is_offer);
}

static int nothing_sent(
    enum sip_transp transport, const struct sa *from, const struct sa *to, struct mbuf *buffer, void *argument) {
  (void)transport, (void)from, (void)to, (void)buffer, (void)argument;
  return ECANCELED;
}

static int with_nothing(
    enum sip_transp transport, const struct sa *from, const struct sa *to, struct mbuf *buffer, void *argument) {
  (void)transport, (void)from, (void)to, (void)buffer, (void)argument;
  return 0;
}

/// RFC 3262: acknowledges a reliable provisional response, on its own branch.
static void acknowledge_provisional(struct call *call, const struct sip_msg *message) {
  const struct sip_hdr *number = sip_msg_hdr(message, SIP_HDR_RSEQ);
  if (!number || !sip_msg_hdr_has_value(message, SIP_HDR_REQUIRE, "100rel")) return;
  char tag[SIP_TEXT];
  text_copy(tag, sizeof tag, &message->to.tag);
  struct branch *branch = NULL;
  for (struct le *le = list_head(&call->branches); le && !branch; le = le->next)
    if (!strcmp(((struct branch *)le->data)->tag, tag)) branch = le->data;
  const uint32_t rseq = pl_u32(&number->val);
  if (branch && rseq <= branch->last) return;
  // A call that forks without end is the far side's fault.
  if (!branch && list_count(&call->branches) >= 16) return;
  if (!branch) {
    branch = mem_zalloc(sizeof *branch, branch_forget);
    if (!branch) return;
    memcpy(branch->tag, tag, sizeof tag);
    if (sip_dialog_fork(&branch->dialog, sipsess_dialog(call->session), message)) {
      mem_deref(branch);
      return;
    }
    list_append(&call->branches, &branch->le, branch);
  }
  branch->last = rseq;
  (void)sip_drequestf(
      NULL, call->stack->sip, true, "PRACK", branch->dialog, 0, NULL, with_nothing, answer_ignored, NULL,
      "RAck: %u %u INVITE\r\nContent-Length: 0\r\n\r\n", rseq, message->cseq.num);
  // The branch's dialog has counted; the session's must count with it, so that its BYE is not an old number.
  (void)sip_drequestf(
      NULL, call->stack->sip, true, "PRACK", sipsess_dialog(call->session), 0, NULL, nothing_sent, answer_ignored, NULL,
      "Content-Length: 0\r\n\r\n");
}

static void progress_arrived(const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  sip_description far;
  sip_event event;
  event_make(&event, SIP_PROGRESS, call->id, message);
  if (has_description(message) && !description_read(call->sdp, call->audio, message->mb, false, &far))
    event.far = &far;
  acknowledge_provisional(call, message);
  event_send(call->stack, &event);
}

static void established(const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  list_flush(&call->branches);
  if (call->is_outgoing) call_timer_read(call, message);
  sip_event event;
  event_make(&event, SIP_ANSWERED, call->id, message);
  event_send(call->stack, &event);
}

static void digit_arrived(struct sip *sip, const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  (void)sip_reply(sip, message, 200, "OK");
  struct pl digit;
  const char *body = (const char *)mbuf_buf(message->mb);
  if (re_regex(body, mbuf_get_left(message->mb), "Signal[ ]*=[ ]*[0-9*#a-d]1", NULL, NULL, &digit)) return;
  sip_event event;
  event_make(&event, SIP_DIGIT, call->id, NULL);
  text_copy(event.text, sizeof event.text, &digit);
  event_send(call->stack, &event);
}

static void closed(int error, const struct sip_msg *message, void *argument) {
  struct call *call = argument;
  sip_event event;
  event_make(&event, SIP_ENDED, call->id, message);
  event.error = message || error == ECONNRESET ? 0 : error;
  // What came with a success is no reason to end: it could not be used.
  if (message && message->scode < 300) {
    event.error = error ? error : EPROTO;
    event.status = 0;
  }
  if (!event.cause) {
    event.cause = call->cause;
    memcpy(event.cause_text, call->cause_text, sizeof event.cause_text);
  }
  struct sip_stack *stack = call->stack;
  if (event.error && stack->distrust[0]) {
    memcpy(event.text, stack->distrust, sizeof event.text);
    stack->distrust[0] = 0;
  }
  mem_deref(call);
  event_send(stack, &event);
}

// MARK: - What is asked for

static struct call *call_make(struct sip_stack *stack, uint64_t id) {
  struct call *call = mem_zalloc(sizeof *call, call_forget);
  if (!call) return NULL;
  call->stack = stack;
  call->id = id;
  list_append(&stack->calls, &call->le, call);
  return call;
}

int sip_call(sip_stack *stack, uint64_t id, const sip_call_options *options) {
  if (stack->is_stopping) return ESHUTDOWN;
  struct call *call = call_make(stack, id);
  if (!call) return ENOMEM;
  call->is_outgoing = true;
  struct mbuf *body = NULL;
  char timer[128] = "";
  const char *routes[1] = {options->route};
  int error = description_open(options->near, &call->sdp, &call->audio);
  if (!error) error = sdp_encode(&body, call->sdp, true);
  if (!error) error = credentials_make(&call->credentials, options->username, options->password);
  if (options->interval)
    (void)re_snprintf(timer, sizeof timer, "Session-Expires: %u;refresher=uac\r\n", options->interval);
  if (options->least_interval)
    (void)re_snprintf(
        timer + strlen(timer), sizeof timer - strlen(timer), "Min-SE: %u\r\n", options->least_interval);
  if (!error)
    error = sipsess_connect(
        &call->session, stack->sessions, options->uri, options->from_name, options->from_uri, options->contact,
        options->route ? routes : NULL, options->route ? 1 : 0, "application/sdp", body, credentials_give,
        call->credentials, true, offer_arrived, answer_arrived, progress_arrived, established, digit_arrived, NULL, closed, call,
        ALLOW "Supported: 100rel,timer\r\n%s%s", timer, options->headers);
  mem_deref(body);
  if (error) mem_deref(call);
  return error;
}

void sip_hang_up(sip_stack *stack, uint64_t id, int cause) {
  struct call *call = call_find(stack, id);
  if (!call) return;
  if (cause && call->session)
    (void)sipsess_set_close_headers(call->session, "Reason: Q.850;cause=%d\r\n", cause);
  mem_deref(call);
}

static bool is_taken(const struct call *call) { return call->session != NULL; }

/// Makes the session of an incoming call, with its first response.
static int accept_invite(struct call *call, int status, const char *phrase, struct mbuf *body) {
  const int error = sipsess_accept(
      &call->session, call->stack->sessions, call->invite, (uint16_t)status, phrase, "earshot", "application/sdp", body,
      credentials_give, NULL, false, offer_arrived, answer_arrived, established, digit_arrived, NULL, closed, call,
      ALLOW);
  return error;
}

/// Opens the near side of an incoming call, and tells of the far side's offer, if there is one.
static int read_offer(struct call *call, const sip_description *near) {
  int error = description_open(near, &call->sdp, &call->audio);
  if (error || !has_description(call->invite)) return error;
  sip_description far;
  sip_event event;
  error = description_read(call->sdp, call->audio, call->invite->mb, true, &far);
  if (error) return error;
  event_make(&event, SIP_CHANGED, call->id, NULL);
  event.far = &far;
  event_send(call->stack, &event);
  return 0;
}

static int respond(struct call *call, int status, const char *phrase, const sip_description *near) {
  struct mbuf *body = NULL;
  int error = 0;
  if (near) {
    const bool has_offer = has_description(call->invite);
    if (!call->sdp) error = read_offer(call, near);
    // Without an offer, this is one, and the answer comes with the ACK.
    if (!error) error = sdp_encode(&body, call->sdp, !has_offer);
  }
  if (!error) {
    if (!is_taken(call))
      error = accept_invite(call, status, phrase, body);
    else if (status < 200)
      error = sipsess_progress(call->session, (uint16_t)status, phrase, body, NULL);
    else
      error = sipsess_answer(call->session, (uint16_t)status, phrase, body, NULL);
  }
  mem_deref(body);
  return error;
}

void call_incoming(struct sip_stack *stack, const struct sip_msg *message) {
  if (stack->is_stopping) {
    (void)sip_treply(NULL, stack->sip, message, 503, "Service Unavailable");
    return;
  }
  struct call *call = call_make(stack, --stack->incoming);
  if (!call) {
    (void)sip_treply(NULL, stack->sip, message, 500, "Server Internal Error");
    return;
  }
  call->invite = mem_ref((void *)message);
  sip_event event;
  event_make(&event, SIP_INCOMING, call->id, message);
  text_copy(event.target, sizeof event.target, &message->uri.user);
  text_copy(event.caller, sizeof event.caller, &message->from.uri.user);
  const uint64_t id = call->id;
  event_send(stack, &event);
  call = call_find(stack, id);
  if (call && !is_taken(call)) (void)sip_refuse(stack, id, 480, "Temporarily Unavailable", "");
}

int sip_progress(sip_stack *stack, uint64_t id, int status, const char *phrase, const sip_description *near) {
  struct call *call = call_find(stack, id);
  return call ? respond(call, status, phrase, near) : ENOENT;
}

int sip_answer(sip_stack *stack, uint64_t id, const sip_description *near) {
  struct call *call = call_find(stack, id);
  return call ? respond(call, 200, "OK", near) : ENOENT;
}

int sip_refuse(sip_stack *stack, uint64_t id, int status, const char *phrase, const char *headers) {
  struct call *call = call_find(stack, id);
  if (!call) return ENOENT;
  const int error =
      is_taken(call)
          ? sipsess_reject(call->session, (uint16_t)status, phrase, "%sContent-Length: 0\r\n\r\n", headers)
          : sip_treplyf(
                NULL, NULL, stack->sip, call->invite, false, (uint16_t)status, phrase,
                "%sContent-Length: 0\r\n\r\n", headers);
  mem_deref(call);
  return error;
}

int sip_refer(sip_stack *stack, uint64_t id, const char *uri) {
  struct call *call = call_find(stack, id);
  if (!call || !call->session) return ENOENT;
  return sip_drequestf(
      NULL, stack->sip, true, "REFER", sipsess_dialog(call->session), 0, NULL, stack_with_contact, answer_ignored, NULL,
      "Refer-To: <%s>\r\nReferred-By: <sip:earshot@invalid>\r\nContent-Length: 0\r\n\r\n", uri);
}
