// SPDX-License-Identifier: GPL-3.0-or-later
#include <pthread.h>
#include <string.h>

#include "stack.h"

enum { WOKEN = 1, BUCKETS = 1024, DESCRIPTORS = 16384, FAREWELL_MS = 4000, FAREWELL_STEP_MS = 10, PORT_TRIES = 16 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialise(void) { (void)libre_init(); }

void text_copy(char *to, size_t size, const struct pl *from) {
  const size_t count = from && from->p ? from->l : 0;
  const size_t length = count < size ? count : size - 1;
  if (length) memcpy(to, from->p, length);
  to[length] = 0;
}

/// The Q.850 cause of a Reason header (RFC 3326), among however many there are.
static bool reason_read_one(const struct sip_hdr *header, const struct sip_msg *message, void *argument) {
  (void)message;
  sip_event *event = argument;
  struct pl protocol = header->val, value;
  const char *end = pl_strchr(&header->val, ';');
  if (!end) return false;
  protocol.l = (size_t)(end - header->val.p);
  if (pl_strcasecmp(&protocol, "Q.850")) return false;
  if (msg_param_decode(&header->val, "cause", &value)) return false;
  const uint32_t cause = pl_u32(&value);
  if (cause == 0 || cause > 127) return false;
  event->cause = (int)cause;
  if (!msg_param_decode(&header->val, "text", &value)) {
    if (value.l >= 2 && value.p[0] == '"') {
      value.p += 1;
      value.l -= value.p[value.l - 2] == '"' ? 2 : 1;
    }
    text_copy(event->cause_text, sizeof event->cause_text, &value);
  }
  return true;
}

void event_make(sip_event *event, sip_event_kind kind, uint64_t id, const struct sip_msg *message) {
  memset(event, 0, sizeof *event);
  event->kind = kind;
  event->id = id;
  if (!message) return;
  event->status = message->scode;
  text_copy(event->text, sizeof event->text, &message->reason);
  (void)sip_msg_hdr_apply(message, true, SIP_HDR_REASON, reason_read_one, event);
  const struct sip_hdr *header = sip_msg_hdr(message, SIP_HDR_RETRY_AFTER);
  if (header) event->retry_after = pl_u32(&header->val);
  header = sip_msg_hdr(message, SIP_HDR_MIN_SE);
  if (header) event->least_interval = pl_u32(&header->val);
  text_copy(event->branch, sizeof event->branch, &message->to.tag);
}

void event_send(struct sip_stack *stack, const sip_event *event) { stack->handler(stack->owner, event); }

void reason_read(const struct sip_msg *message, int *cause, char *text, size_t size) {
  sip_event event;
  event_make(&event, SIP_ENDED, 0, message);
  *cause = event.cause;
  (void)re_snprintf(text, size, "%s", event.cause_text);
}

// MARK: - Messages that are no session's

static bool may_answer_stranger(struct sip_stack *stack) {
  const uint64_t now = tmr_jiffies();
  stack->strangers += (double)(now - stack->strangers_at) * stack->strangers_per_second / 1000;
  stack->strangers_at = now;
  if (stack->strangers > stack->strangers_per_second) stack->strangers = stack->strangers_per_second;
  if (stack->strangers < 1) return false;
  stack->strangers -= 1;
  return true;
}

static void answer_options(struct sip_stack *stack, const struct sip_msg *message) {
  (void)sip_replyf(
      stack->sip, message, 200, "OK", ALLOW "Accept: application/sdp\r\nContent-Length: 0\r\n\r\n");
}

/// Sees each request before sessions do: notes why a BYE comes, takes NOTIFY of a transfer and OPTIONS, turns strangers away.
static bool first_request(const struct sip_msg *message, void *argument) {
  struct sip_stack *stack = argument;
  struct call *call = call_of_message(stack, message);
  if (call && !pl_strcmp(&message->met, "BYE")) {
    reason_read(message, &call->cause, call->cause_text, sizeof call->cause_text);
    return false;
  }
  if (call && !pl_strcmp(&message->met, "NOTIFY")) {
    (void)sip_treply(NULL, stack->sip, message, 200, "OK");
    struct pl status;
    const struct mbuf *body = message->mb;
    if (!re_regex((const char *)mbuf_buf(body), mbuf_get_left(body), "SIP/2.0 [0-9]+", &status)) {
      sip_event event;
      event_make(&event, SIP_TRANSFER, call->id, NULL);
      event.status = (int)pl_u32(&status);
      event_send(stack, &event);
    }
    return true;
  }
  // An SBC audits its calls so, and ends those of which it hears 481.
  if (call && !pl_strcmp(&message->met, "OPTIONS")) {
    answer_options(stack, message);
    return true;
  }
  if (call || !pl_strcmp(&message->met, "ACK")) return false;
  if (!pl_strcmp(&message->met, "CANCEL")) return false;
  // From here on strangers.
  if (!may_answer_stranger(stack)) return true;
  if (!pl_strcmp(&message->met, "OPTIONS") && !pl_isset(&message->to.tag)) {
    answer_options(stack, message);
    return true;
  }
  if (!pl_strcmp(&message->met, "INVITE") && !pl_isset(&message->to.tag) && !stack->takes_calls) {
    (void)sip_reply(stack->sip, message, 403, "Forbidden");
    return true;
  }
  return false;
}

/// Whatever nobody took: a method that is none of ours, or a call that is none (RFC 3261, 8.2.1 and 12.2.2).
static bool last_request(const struct sip_msg *message, void *argument) {
  struct sip_stack *stack = argument;
  if (!pl_strcmp(&message->met, "ACK")) return true;
  const bool is_lost =
      !pl_strcmp(&message->met, "CANCEL") || (pl_isset(&message->to.tag) && !call_of_message(stack, message));
  if (is_lost)
    (void)sip_reply(stack->sip, message, 481, "Call/Transaction Does Not Exist");
  else
    (void)sip_replyf(stack->sip, message, 405, "Method Not Allowed", ALLOW "Content-Length: 0\r\n\r\n");
  return true;
}

/// A response to nothing that was asked.
static bool stray_response(const struct sip_msg *message, void *argument) {
  (void)message;
  (void)argument;
  return true;
}

static void connected(const struct sip_msg *message, void *argument) { call_incoming(argument, message); }

// MARK: - Life

sip_stack *sip_make(sip_handler *handler, void *owner) {
  struct sip_stack *stack = calloc(1, sizeof *stack);
  if (!stack) return NULL;
  stack->handler = handler;
  stack->owner = owner;
  return stack;
}

void sip_set_owner(sip_stack *stack, void *owner) { stack->owner = owner; }

void sip_free(sip_stack *stack) { free(stack); }

static void woken(int id, void *data, void *argument) {
  (void)data;
  struct sip_stack *stack = argument;
  sip_event event;
  event_make(&event, SIP_WOKEN, 0, NULL);
  if (id == WOKEN) event_send(stack, &event);
}

bool sip_wake(sip_stack *stack) {
  // The count keeps the queue there while it is pushed to.
  atomic_fetch_add(&stack->wakers, 1);
  struct mqueue *queue = atomic_load(&stack->queue);
  const bool is_awake = queue && mqueue_push(queue, WOKEN, NULL) == 0;
  atomic_fetch_sub(&stack->wakers, 1);
  return is_awake;
}

/// Ends the loop once every session's CANCEL or BYE has been answered, and every last REGISTER.
static void part(void *argument) {
  struct sip_stack *stack = argument;
  stack->farewell_ms += FAREWELL_STEP_MS;
  // Each session holds the sessions' socket; so does the stack.
  const bool is_alone = mem_nrefs(stack->sessions) <= 1 && account_has_parted(stack);
  if (is_alone || stack->farewell_ms >= FAREWELL_MS) {
    re_cancel();
    return;
  }
  tmr_start(&stack->farewell, FAREWELL_STEP_MS, part, stack);
}

void sip_stop(sip_stack *stack) {
  if (stack->is_stopping) return;
  stack->is_stopping = true;
  call_end_all(stack);
  account_part_all(stack);
  tmr_start(&stack->farewell, FAREWELL_STEP_MS, part, stack);
}

static int listen_names(struct sip_stack *stack) {
  struct sa servers[8];
  uint32_t count = 8;
  char domain[64] = "";
  const int error = dns_srv_get(domain, sizeof domain, servers, &count);
  return error ? error : dnsc_alloc(&stack->names, NULL, servers, count);
}

/// Listens at `address` on UDP and on TCP; where its port is 0, sets it to the one that was found.
static int listen_plain(struct sip *sip, struct sa *address) {
  const int error = sip_transp_add(sip, SIP_TRANSP_UDP, address);
  if (error) return error;
  struct sa bound;
  if (!sip_transp_laddr(sip, &bound, SIP_TRANSP_UDP, address)) sa_set_port(address, sa_port(&bound));
  return sip_transp_add(sip, SIP_TRANSP_TCP, address);
}

static int start(struct sip_stack *stack, const sip_options *options, sip_event *ready) {
  struct sa address;
  int error = sa_set_str(&address, options->address, options->port);
  if (error) return error;
  if (options->looks_up_names && (error = listen_names(stack))) return error;
  error = sip_alloc(&stack->sip, stack->names, BUCKETS, BUCKETS, BUCKETS, options->software, NULL, NULL);
  if (error) return error;
  // Any port that is free for UDP may be somebody's for TCP.
  for (int tries = options->port ? 1 : PORT_TRIES; tries; tries--) {
    error = listen_plain(stack->sip, &address);
    if (error != EADDRINUSE) break;
    sip_transp_flush(stack->sip);
    sa_set_port(&address, options->port);
  }
  if (error) return error;
  ready->port = sa_port(&address);
  if (options->certificate || options->authorities) {
    error = trust_open(stack, options);
    if (error) return error;
    sa_set_port(&address, options->secure_port);
    error = sip_transp_add(stack->sip, SIP_TRANSP_TLS, &address, stack->tls);
    if (error) return error;
    struct sa bound;
    if (!sip_transp_laddr(stack->sip, &bound, SIP_TRANSP_TLS, &address)) ready->secure_port = sa_port(&bound);
  }
  error = sip_listen(&stack->first, stack->sip, true, first_request, stack);
  if (!error) error = sipsess_listen(&stack->sessions, stack->sip, BUCKETS, connected, stack);
  if (!error) error = sip_listen(&stack->last, stack->sip, true, last_request, stack);
  if (!error) error = sip_listen(&stack->strays, stack->sip, false, stray_response, stack);
  return error;
}

int sip_run(sip_stack *stack, const sip_options *options) {
  pthread_once(&once, initialise);
  int error = re_thread_init();
  if (error) return error;
  sip_event event;
  event_make(&event, SIP_READY, 0, NULL);
  struct mqueue *queue = NULL;
  stack->takes_calls = options->takes_calls;
  stack->session_second = options->session_second ? options->session_second : 1000;
  stack->strangers_per_second = options->strangers_per_second ? options->strangers_per_second : 100;
  stack->strangers = stack->strangers_per_second;
  stack->strangers_at = tmr_jiffies();
  // Descriptors of media count too: the loop's table is by number.
  error = fd_setsize(DESCRIPTORS);
  if (!error) error = mqueue_alloc(&queue, woken, stack);
  if (!error) error = start(stack, options, &event);
  if (!error) {
    atomic_store(&stack->queue, queue);
    event_send(stack, &event);
    error = re_main(NULL);
  }
  atomic_store(&stack->queue, NULL);
  while (atomic_load(&stack->wakers) != 0) sys_usleep(100);
  call_end_all(stack);
  list_flush(&stack->registrations);
  list_flush(&stack->farewells);
  tmr_cancel(&stack->farewell);
  if (stack->sip) sip_close(stack->sip, true);
  mem_deref(stack->sessions);
  mem_deref(stack->first);
  mem_deref(stack->last);
  mem_deref(stack->strays);
  mem_deref(stack->sip);
  mem_deref(stack->names);
  mem_deref(stack->tls);
  mem_deref(queue);
  fd_setsize(0);
  re_thread_close();
  event_make(&event, SIP_STOPPED, 0, NULL);
  event.error = error;
  event_send(stack, &event);
  return error;
}

int stack_with_contact(
    enum sip_transp transport, const struct sa *from, const struct sa *to, struct mbuf *buffer, void *argument) {
  (void)to;
  (void)argument;
  struct sip_contact contact;
  sip_contact_set(&contact, "earshot", from, transport);
  return mbuf_printf(buffer, "%H", sip_contact_print, &contact);
}
