// SPDX-License-Identifier: GPL-3.0-or-later
// REGISTER, and OPTIONS as a heartbeat.
#include <string.h>

#include "stack.h"

struct registration {
  struct le le;
  struct sip_stack *stack;
  uint64_t id;
  struct sipreg *session;
  struct credentials *credentials;
};

static void forget(void *argument) {
  struct registration *registration = argument;
  list_unlink(&registration->le);
  // Says goodbye to the registrar.
  mem_deref(registration->session);
  mem_deref(registration->credentials);
}

static void answered(int error, const struct sip_msg *message, void *argument) {
  struct registration *registration = argument;
  sip_event event;
  event_make(&event, SIP_REGISTERED, registration->id, message);
  event.error = error;
  event_send(registration->stack, &event);
}

int sip_register(sip_stack *stack, uint64_t id, const sip_account *account) {
  if (stack->is_stopping) return ESHUTDOWN;
  struct registration *registration = mem_zalloc(sizeof *registration, forget);
  if (!registration) return ENOMEM;
  registration->stack = stack;
  registration->id = id;
  list_append(&stack->registrations, &registration->le, registration);
  int error = credentials_make(&registration->credentials, account->username, account->password);
  const char *routes[1] = {account->route};
  if (!error)
    error = sipreg_register(
        &registration->session, stack->sip, account->registrar, account->uri, NULL, account->uri, account->expires,
        account->contact, account->route ? routes : NULL, account->route ? 1 : 0, 0, credentials_give,
        registration->credentials, true, answered, registration, NULL, NULL);
  // Where the registrar does not answer, tried again after 30 s.
  if (!error) error = sipreg_set_fbregint(registration->session, 30);
  if (error) mem_deref(registration);
  return error;
}

static void part(struct registration *registration) {
  struct credentials *credentials = mem_ref(registration->credentials);
  list_append(&registration->stack->farewells, &credentials->le, credentials);
  mem_deref(registration);
}

void sip_unregister(sip_stack *stack, uint64_t id) {
  for (struct le *le = list_head(&stack->registrations); le; le = le->next) {
    struct registration *registration = le->data;
    if (registration->id == id) return part(registration);
  }
}

void account_part_all(struct sip_stack *stack) {
  while (!list_isempty(&stack->registrations)) part(list_head(&stack->registrations)->data);
}

bool account_has_parted(const struct sip_stack *stack) {
  for (struct le *le = list_head(&stack->farewells); le; le = le->next)
    if (mem_nrefs(le->data) > 1) return false;
  return true;
}

struct ping {
  struct sip_stack *stack;
  uint64_t id;
};

static void pong(int error, const struct sip_msg *message, void *argument) {
  struct ping *ping = argument;
  if (message && message->scode < 200) return;
  sip_event event;
  event_make(&event, SIP_PONG, ping->id, message);
  event.error = error;
  event_send(ping->stack, &event);
  mem_deref(ping);
}

int sip_ping(sip_stack *stack, uint64_t id, const char *uri) {
  struct pl text;
  struct uri target;
  pl_set_str(&text, uri);
  int error = uri_decode(&target, &text);
  if (error) return error;
  struct ping *ping = mem_zalloc(sizeof *ping, NULL);
  if (!ping) return ENOMEM;
  ping->stack = stack;
  ping->id = id;
  error = sip_requestf(
      NULL, stack->sip, true, "OPTIONS", uri, &target, NULL, stack_with_contact, pong, ping,
      "To: <%s>\r\nFrom: <sip:earshot@invalid>;tag=%016llx\r\nCall-ID: %016llx\r\nCSeq: 1 OPTIONS\r\n"
      "Max-Forwards: 70\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n",
      uri, rand_u64(), rand_u64());
  if (error) mem_deref(ping);
  return error;
}
