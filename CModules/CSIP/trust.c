// SPDX-License-Identifier: GPL-3.0-or-later
// TLS: whose certificates are taken. libre 1.1.0 loads authorities and asks nobody for them, on SIP's connections.
#include <string.h>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// libre shows its OpenSSL where this is defined.
#define USE_OPENSSL 1
#include "stack.h"

/// Whether the certificate is one of `peers`', names or addresses with commas between.
static bool is_peer(X509 *certificate, const char *peers) {
  char names[sizeof ((struct sip_stack *)0)->peers];
  memcpy(names, peers, sizeof names);
  char *rest = NULL;
  for (char *name = strtok_r(names, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
    if (X509_check_host(certificate, name, 0, 0, NULL) == 1 || X509_check_ip_asc(certificate, name, 0) == 1) return true;
  return false;
}

static int judge(int is_good, X509_STORE_CTX *context) {
  SSL *connection = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
  struct sip_stack *stack = connection ? SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)) : NULL;
  if (!stack) return 0;
  // The far side's own; those above it are only trusted or not.
  if (is_good && X509_STORE_CTX_get_error_depth(context) == 0 && stack->peers[0] && !SSL_is_server(connection) &&
      !is_peer(X509_STORE_CTX_get_current_cert(context), stack->peers)) {
    X509_STORE_CTX_set_error(context, X509_V_ERR_HOSTNAME_MISMATCH);
    is_good = 0;
  }
  if (!is_good)
    (void)re_snprintf(
        stack->distrust, sizeof stack->distrust, "the far side's certificate is not taken: %s",
        X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
  return is_good;
}

int trust_open(struct sip_stack *stack, const sip_options *options) {
  int error = tls_alloc(&stack->tls, TLS_METHOD_SSLV23, options->certificate, NULL);
  if (error || !options->authorities) return error;
  error = tls_add_ca(stack->tls, options->authorities);
  if (error) return error;
  if (options->peers) {
    if (strlen(options->peers) >= sizeof stack->peers) return ENAMETOOLONG;
    (void)re_snprintf(stack->peers, sizeof stack->peers, "%s", options->peers);
  }
  SSL_CTX *context = tls_openssl_context(stack->tls);
  SSL_CTX_set_app_data(context, stack);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, judge);
  return 0;
}
