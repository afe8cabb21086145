/*
 * gateway.h - where requests come from: FastCGI, or plain CGI, with the same program.
 *
 * A program that a FastCGI manager started (its standard input is a listening socket)
 * answers one request after another until it is told to go.  Started in any other way it is
 * a plain CGI program: the environment and the standard streams are its only request.
 * Nothing outside gateway.c knows which of the two it is.
 *
 *     while (gateway_accept(gateway)) {
 *             ... gateway_read, gateway_write ...
 *             gateway_finish(gateway);
 *     }
 *
 * SIGTERM and SIGUSR1 ask the process to go: at once when it is idle, else behind the
 * request in hand, which is always finished first.  They interrupt no system call of the
 * request.  Other signals don't end the waiting.  SIGPIPE is ignored.
 */
#ifndef HTTP_GATEWAY_H
#define HTTP_GATEWAY_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

struct gateway;

/* Installs the signal handlers.  There is one gateway in a process, for life. */
struct gateway *gateway_open(void);

/*
 * Waits for the next request, finishing the last one if need be.  False: time to go (asked
 * to, no second request for a plain CGI program, or nothing can be accepted any more, which
 * is logged).
 */
MUST_USE bool gateway_accept(struct gateway *gateway);

/* A variable of CGI (RFC 3875, 4.1), valid until gateway_finish; NULL when it isn't set. */
const char *gateway_variable(const struct gateway *gateway, const char *name);

/* Reads the body: fewer bytes than asked for only at its end. */
size_t gateway_read(struct gateway *gateway, void *bytes, size_t size);

/* False once the visitor has gone. */
bool gateway_write(struct gateway *gateway, const void *bytes, size_t size);

/*
 * The answer is out and the web server has let go: what follows keeps nobody waiting.  The
 * connection is closed even if the server meant to use it again, since a process serves one
 * connection at a time and others may be waiting.  A plain CGI program closes its standard
 * output.
 */
void gateway_finish(struct gateway *gateway);

/* The request in hand is the last one.  Said before it is answered, it keeps the web server from
 * handing over another one meanwhile: who can't connect is served by another process. */
void gateway_leave(struct gateway *gateway);

bool gateway_is_cgi(const struct gateway *gateway);

#endif
