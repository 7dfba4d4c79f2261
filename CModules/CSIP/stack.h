// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the shim share.
#ifndef EARSHOT_SIP_STACK_H
#define EARSHOT_SIP_STACK_H

// libre's headers ask for these, and its pkg-config does not give them.
#define HAVE_INTTYPES_H 1
#define HAVE_STDBOOL_H 1
#define HAVE_INET6 1
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <re/re.h>

#include "sip.h"

#define ALLOW "Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,INFO\r\n"

struct sip_stack {
  sip_handler *handler;
  void *owner;
  struct sip *sip;
  struct sipsess_sock *sessions;
  struct dnsc *names;
  struct tls *tls;
  char peers[1024];
  // Why a far side's certificate was not taken, until a call has told it.
  char distrust[SIP_TEXT];
  struct sip_lsnr *first;
  struct sip_lsnr *last;
  struct sip_lsnr *strays;
  _Atomic(struct mqueue *) queue;
  atomic_int wakers;
  struct list calls;
  struct list registrations;
  // Credentials of registrations that are being taken back: libre holds them too until the registrar has answered.
  struct list farewells;
  struct tmr farewell;
  int farewell_ms;
  bool takes_calls;
  bool is_stopping;
  uint64_t incoming;
  uint32_t session_second;
  // Answers to strangers: a bucket that fills with time.
  uint32_t strangers_per_second;
  double strangers;
  uint64_t strangers_at;
};

struct credentials {
  struct le le;
  // NULL: none, and no challenge is answered.
  char *username;
  char *password;
};

int credentials_make(struct credentials **made, const char *username, const char *password);
/* re's sip_auth_h; its argument is a struct credentials or NULL, with a reference of libre's own. */
int credentials_give(char **username, char **password, const char *realm, void *argument);

struct call {
  struct le le;
  struct sip_stack *stack;
  uint64_t id;
  struct sipsess *session;
  struct sdp_session *sdp;
  struct sdp_media *audio;
  // The INVITE of an incoming call, until it is accepted.
  const struct sip_msg *invite;
  bool is_outgoing;
  struct credentials *credentials;
  // Q.850 cause of the far side's BYE.
  int cause;
  char cause_text[SIP_TEXT];
  // The branches of a forked call that want PRACK.
  struct list branches;
  // RFC 4028.
  struct tmr refresh;
  uint32_t interval;
  bool refreshes_by_update;
  bool is_refresher;
};

struct call *call_find(const struct sip_stack *stack, uint64_t id);
struct call *call_of_message(const struct sip_stack *stack, const struct sip_msg *message);
void call_incoming(struct sip_stack *stack, const struct sip_msg *message);
void call_end_all(struct sip_stack *stack);
/* Takes all registrations back; whether every registrar has answered that. */
void account_part_all(struct sip_stack *stack);
bool account_has_parted(const struct sip_stack *stack);
/* Takes up the session timer that the far side's answer or re-INVITE names. */
void call_timer_read(struct call *call, const struct sip_msg *message);

/* Writes our Contact into a request that is about to be sent: re's sip_send_h. */
int stack_with_contact(
    enum sip_transp transport, const struct sa *from, const struct sa *to, struct mbuf *buffer, void *argument);

int trust_open(struct sip_stack *stack, const sip_options *options);

void event_make(sip_event *event, sip_event_kind kind, uint64_t id, const struct sip_msg *message);
void event_send(struct sip_stack *stack, const sip_event *event);
void text_copy(char *to, size_t size, const struct pl *from);
void reason_read(const struct sip_msg *message, int *cause, char *text, size_t size);

int description_open(const sip_description *near, struct sdp_session **sdp, struct sdp_media **audio);
int description_read(struct sdp_session *sdp, struct sdp_media *audio, struct mbuf *body, bool is_offer, sip_description *far);

#endif
