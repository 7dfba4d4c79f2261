// SPDX-License-Identifier: GPL-3.0-or-later
// Who answers a challenge. A BYE and the last REGISTER outlive the call and the registration that they end, and may be challenged
// too: libre holds these for as long as its own session lives.
#include "stack.h"

static void forget(void *argument) {
  struct credentials *credentials = argument;
  mem_deref(credentials->username);
  mem_deref(credentials->password);
}

int credentials_make(struct credentials **made, const char *username, const char *password) {
  struct credentials *credentials = mem_zalloc(sizeof *credentials, forget);
  if (!credentials) return ENOMEM;
  int error = username ? str_dup(&credentials->username, username) : 0;
  if (!error) error = str_dup(&credentials->password, password ? password : "");
  if (error)
    mem_deref(credentials);
  else
    *made = credentials;
  return error;
}

int credentials_give(char **username, char **password, const char *realm, void *argument) {
  (void)realm;
  const struct credentials *credentials = argument;
  if (!credentials || !credentials->username) return EAUTH;
  const int error = str_dup(username, credentials->username);
  return error ? error : str_dup(password, credentials->password);
}
