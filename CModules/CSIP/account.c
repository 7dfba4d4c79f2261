// SPDX-License-Identifier: GPL-3.0-or-later
// REGISTER, and OPTIONS as a heartbeat.
#include <string.h>

#include "stack.h"

struct registration {
  struct le le;
  struct sip_stack *stack;
  uint64_t id;
  struct sipreg *session;
  char *username;
  char *password;
};

static void forget(void *argument) {
  struct registration *registration = argument;
  list_unlink(&registration->le);
  // Says goodbye to the registrar.
  mem_deref(registration->session);
  mem_deref(registration->username);
  mem_deref(registration->password);
}

static int authorise(char **username, char **password, const char *realm, void *argument) {
  (void)realm;
  const struct registration *registration = argument;
  if (!registration->username) return EACCES;
  const int error = str_dup(username, registration->username);
  return error ? error : str_dup(password, registration->password ? registration->password : "");
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
  int error = account->username ? str_dup(&registration->username, account->username) : 0;
  if (!error && account->password) error = str_dup(&registration->password, account->password);
  const char *routes[1] = {account->route};
  if (!error)
    error = sipreg_register(
        &registration->session, stack->sip, account->registrar, account->uri, NULL, account->uri, account->expires,
        account->contact, account->route ? routes : NULL, account->route ? 1 : 0, 0, authorise, registration, false,
        answered, registration, NULL, NULL);
  // Where the registrar does not answer, tried again after 30 s.
  if (!error) error = sipreg_set_fbregint(registration->session, 30);
  if (error) mem_deref(registration);
  return error;
}

void sip_unregister(sip_stack *stack, uint64_t id) {
  for (struct le *le = list_head(&stack->registrations); le; le = le->next) {
    struct registration *registration = le->data;
    if (registration->id != id) continue;
    mem_deref(registration);
    return;
  }
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
