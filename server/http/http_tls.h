#pragma once
/* TLS of the server itself: a certificate with its chain and a key, in files that are read again
 * when they change or when somebody asks, while connections go on with what they began with. Wraps
 * GnuTLS, which libmicrohttpd speaks TLS with. Any thread. */

#include "cleanup.h"
#include "error.h"
#include "http_ticker.h"
#include <stdbool.h>

/* TLS 1.3 and 1.2 with forward secrecy and authenticated ciphers alone. */
#define HTTP_TLS_PRIORITIES                                                                        \
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:"                 \
    "+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE"

struct http_tls;

/* Both files in PEM; the certificate's first, then those that lead to a known authority. A key that
 * is not the certificate's is an error. Watches both files from now on. */
bool http_tls_create(const char *certificate_path, const char *key_path, struct http_ticker *ticker,
                     struct http_tls **ret_tls, struct error *err) MUST_USE;

/* After the ticker and everything that shakes hands. */
void http_tls_destroy(struct http_tls *tls);
DEFINE_AUTO(http_tls);

/* Reads both files again; on false those from before stay in use. */
bool http_tls_reload(struct http_tls *tls, struct error *err) MUST_USE;

/* A gnutls_certificate_retrieve_function2, as libmicrohttpd's option wants it. */
void *http_tls_callback(void);
