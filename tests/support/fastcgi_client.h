/*
 * fastcgi_client.h - starts a FastCGI program on a UNIX socket and speaks to it, as a web
 * server would (FastCGI specification 1.0).  A failure of the test's own ends it.
 */
#ifndef SUPPORT_FASTCGI_CLIENT_H
#define SUPPORT_FASTCGI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct fastcgi_server {
	pid_t pid;
	char socket[100];
};

/* The answer's bytes as the program wrote them: head, empty line, body. */
struct fastcgi_answer {
	char *text;
	size_t length;
	bool ended; /* END_REQUEST came */
};

void fastcgi_start(struct fastcgi_server *server, const char *program);

/* Waits at most so long for the program's end: its exit status; -1 when it was killed by a
 * signal, -2 when it still runs (it is killed then). */
int fastcgi_wait(struct fastcgi_server *server, int milliseconds);

/* Sends a request: variables are name, value, ... NULL.  Gives the connection. */
int fastcgi_send(const struct fastcgi_server *server, bool keep, const char *const *variables,
	const char *body, size_t size);

/* The same in steps, with time between them. */
int fastcgi_connect(const struct fastcgi_server *server);
void fastcgi_send_variables(int connection, bool keep, const char *const *variables);
int fastcgi_send_head(const struct fastcgi_server *server, bool keep, const char *const *variables);
void fastcgi_send_body(int connection, const char *body, size_t size);

/* Reads up to the end of the request, and closes the connection. */
struct fastcgi_answer fastcgi_receive(int connection);

#endif
