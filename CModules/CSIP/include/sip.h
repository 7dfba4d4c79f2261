// SPDX-License-Identifier: GPL-3.0-or-later
// SIP for Earshot, on libre: transports, transactions, dialogs, sessions, digest, registration and SDP are the library's.
//
// This shim is there because the library's calls are variadic and its messages are pointers into a packet: here a call is
// a number, and what happens to it is one flat event. Everything but sip_wake belongs to the stack's own thread, which is
// the one inside sip_run. Functions give 0 or an errno.
#ifndef EARSHOT_SIP_H
#define EARSHOT_SIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sip_stack sip_stack;

enum { SIP_FORMATS = 8, SIP_TEXT = 256 };

typedef enum sip_direction {
  SIP_DIRECTION_INACTIVE = 0,
  SIP_DIRECTION_RECEIVE = 1,
  SIP_DIRECTION_SEND = 2,
  SIP_DIRECTION_BOTH = 3,
} sip_direction;

/// A format of RTP: number, name and clock of a payload type.
typedef struct sip_format {
  int payload_type;
  char name[24];
  uint32_t clock;
  uint8_t channels;
  /// fmtp, "" for none.
  char parameters[64];
} sip_format;

/// One side's audio, as an SDP describes it.
typedef struct sip_description {
  /// Numeric; "" where there is none, or the far side wants nothing sent: then the direction is inactive.
  char address[64];
  uint16_t port;
  char control_address[64];
  uint16_t control_port;
  /// As seen from this side.
  sip_direction direction;
  /// In order of preference; of a far side's, those that both sides have.
  sip_format formats[SIP_FORMATS];
  int count;
  /// Milliseconds of audio in a packet; 0: not said.
  int packet_time;
  /// RTP/SAVP: suite and key of SDES (RFC 4568), "" in the clear.
  char suite[40];
  char key[96];
} sip_description;

typedef enum sip_event_kind {
  /// The stack serves; `port` of UDP and TCP, `number` of TLS.
  SIP_READY,
  /// The stack has ended; `error` why, 0 where it was told to.
  SIP_STOPPED,
  /// sip_wake was called.
  SIP_WOKEN,
  /// Somebody calls: `target` is whom he asks for, `far` his offer. sip_progress, sip_answer or sip_refuse, at once.
  SIP_INCOMING,
  /// A provisional response, with `far` where it describes early media.
  SIP_PROGRESS,
  /// 200. `far` is there where media changed with it.
  SIP_ANSWERED,
  /// The far side changed the media of a call that is up.
  SIP_CHANGED,
  /// The call is over: by a response (`status` 300 or more), by the far side (`status` 0, `error` 0), or by `error`.
  SIP_ENDED,
  /// A digit by SIP INFO, in `text`.
  SIP_DIGIT,
  /// How a transfer went: `status` of the sipfrag.
  SIP_TRANSFER,
  /// A registration's answer: `status` 200, or `error` where there was none.
  SIP_REGISTERED,
  /// The answer to sip_ping: `status`, or `error`.
  SIP_PONG,
} sip_event_kind;

typedef struct sip_event {
  sip_event_kind kind;
  /// Of a call or a registration; 0: the stack's.
  uint64_t id;
  int error;
  int status;
  char text[SIP_TEXT];
  /// Q.850 cause of a Reason header; 0: none.
  int cause;
  char cause_text[SIP_TEXT];
  /// Seconds of Retry-After; 0: none.
  uint32_t retry_after;
  /// Seconds of Min-SE; 0: none.
  uint32_t least_interval;
  uint16_t port;
  uint16_t secure_port;
  /// User part of the request's URI, and of its From.
  char target[SIP_TEXT];
  char caller[SIP_TEXT];
  /// The To tag: tells the branches of a forked call apart.
  char branch[SIP_TEXT];
  const sip_description *far;
} sip_event;

/// Called on the stack's thread. What `event` points to is there until it returns.
typedef void sip_handler(void *owner, const sip_event *event);

typedef struct sip_options {
  /// Numeric address to bind, and port for UDP and TCP (0: any).
  const char *address;
  uint16_t port;
  /// TLS: PEM file of key and certificate, NULL: none of our own; `authorities`: PEM of whom to trust, NULL: nobody is
  /// checked. Without either there is no TLS.
  const char *certificate;
  const char *authorities;
  /// Names and addresses, with commas between, of which a far side's certificate must have one; NULL: any that is trusted.
  const char *peers;
  uint16_t secure_port;
  /// Names are looked up (SRV, A); otherwise addresses are numeric, and no socket for DNS is opened.
  bool looks_up_names;
  /// New calls of others are taken; otherwise they are refused with 403.
  bool takes_calls;
  /// At most so many answers to strangers a second; more are not answered at all.
  uint32_t strangers_per_second;
  /// Milliseconds of a second of session timers, for tests; 0: 1000.
  uint32_t session_second;
  const char *software;
} sip_options;

sip_stack *sip_make(sip_handler *handler, void *owner);
/// Before sip_run: who is told, where he is not known when the stack is made.
void sip_set_owner(sip_stack *stack, void *owner);
/// Only after sip_run has returned.
void sip_free(sip_stack *stack);
/// Serves on this thread until sip_stop. Every call ends with it.
int sip_run(sip_stack *stack, const sip_options *options);
/// Has SIP_WOKEN come on the stack's thread. From any thread; false where the stack does not serve.
bool sip_wake(sip_stack *stack);
/// Hangs up what is up, and has sip_run return once the far sides have answered, or in 4 s.
void sip_stop(sip_stack *stack);

typedef struct sip_call_options {
  const char *uri;
  const char *from_name;
  const char *from_uri;
  /// User part of Contact.
  const char *contact;
  /// Outbound proxy; NULL: none.
  const char *route;
  const char *username;
  const char *password;
  /// Whole lines, each with its line end; "" for none.
  const char *headers;
  /// Session-Expires (RFC 4028), seconds; 0: not asked for. `least_interval`: Min-SE, 0 for none.
  uint32_t interval;
  uint32_t least_interval;
  const sip_description *near;
} sip_call_options;

/// Sends INVITE. `id` is the caller's own, not 0, and none that is in use.
int sip_call(sip_stack *stack, uint64_t id, const sip_call_options *options);
/// CANCEL, BYE or 480, as it fits. `cause`: Q.850, 0 for none. No event of this call comes any more.
void sip_hang_up(sip_stack *stack, uint64_t id, int cause);
/// To be answered to SIP_INCOMING. `near` NULL: without a description.
int sip_progress(sip_stack *stack, uint64_t id, int status, const char *phrase, const sip_description *near);
int sip_answer(sip_stack *stack, uint64_t id, const sip_description *near);
/// `headers`: whole lines, "" for none.
int sip_refuse(sip_stack *stack, uint64_t id, int status, const char *phrase, const char *headers);
/// Hands the call over: REFER to `uri`.
int sip_refer(sip_stack *stack, uint64_t id, const char *uri);

typedef struct sip_account {
  const char *registrar;
  const char *uri;
  const char *contact;
  const char *route;
  const char *username;
  const char *password;
  uint32_t expires;
} sip_account;

/// Registers, again and again, until sip_unregister.
int sip_register(sip_stack *stack, uint64_t id, const sip_account *account);
void sip_unregister(sip_stack *stack, uint64_t id);
/// OPTIONS to `uri`; SIP_PONG with this id says what came of it.
int sip_ping(sip_stack *stack, uint64_t id, const char *uri);

/// Reads an SDP as the far side's offer against `near`, for tests and fuzzers. Any thread.
int sip_read_description(const char *bytes, size_t count, const sip_description *near, sip_description *far);

#endif
