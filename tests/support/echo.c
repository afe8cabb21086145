/*
 * echo.c - a program for the gateway's tests: it answers with what it was asked.
 *
 * Some paths do more: /raise sends itself SIGTERM in the middle of the request, /leave makes
 * it the last one, /large overflows the body, /work is busy for half a second behind the
 * answer.  SIGALRM arrives as the store's timer sends it, SIGUSR2 interrupts system calls.
 */
#include "base/arena.h"
#include "base/secret.h"
#include "base/text.h"
#include "http/form.h"
#include "http/gateway.h"
#include "http/request.h"
#include "http/response.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { MESSAGE, FIELDS_OF_ECHO };
static const struct field fields[] = {
	[MESSAGE] = { .name = "message", .type = FIELD_LINES, .most = 60000 },
};
static const struct field common[] = { { .name = "lang", .type = FIELD_WORD } };

static void look_away(int signal_number)
{
	(void)signal_number;
}

static void catch_signals(void)
{
	struct sigaction restarting = { .sa_handler = look_away, .sa_flags = SA_RESTART };
	struct sigaction interrupting = { .sa_handler = look_away };

	sigaction(SIGALRM, &restarting, NULL);
	sigaction(SIGUSR2, &interrupting, NULL);
}

static void fill(struct response *response, const struct request *request, struct gateway *gateway,
	const struct form *form)
{
	if (text_equal(request->path, "/raise"))
		raise(SIGTERM);
	if (text_equal(request->path, "/leave"))
		gateway_leave(gateway);
	if (text_equal(request->path, "/large"))
		for (int i = 0; i <= RESPONSE_BODY_MOST / 1024; i++)
			buffer_add_format(&response->body, "%1024d", i);
	buffer_add_format(&response->body, "%s|%d|%s|%s|%s|%s",
		gateway_is_cgi(gateway) ? "cgi" : "fastcgi", (int)request->method, request->path,
		request->query, request->address, form->values[MESSAGE].text);
}

static void answer(struct gateway *gateway, struct arena *arena, struct response *response)
{
	struct request request;
	struct form form = { .own = FIELDS(fields), .common = FIELDS(common) };
	enum result result = request_read(&request, gateway, arena);

	response->media = MEDIA_TEXT;
	if (result == OK)
		result = form_read(&form, &request, arena);
	if (result == OK) {
		fill(response, &request, gateway, &form);
	} else {
		response->status = result == TOO_LARGE ? STATUS_TOO_LARGE : STATUS_BAD_REQUEST;
		buffer_add_text(&response->body, problem_name(request.problem));
	}
	if (response_send(response, gateway, request.method == METHOD_HEAD) == BROKEN) {
		response_clear(response);
		response->status = STATUS_UNAVAILABLE;
		if (response_send(response, gateway, false) != OK)
			abort();
	}
	gateway_finish(gateway);
	if (text_equal(request.path, "/work"))
		usleep(500000);
}

int main(void)
{
	struct arena *arena = arena_open(1 << 20);
	struct gateway *gateway;
	struct response response;

	secret_init();
	gateway = gateway_open();
	catch_signals();
	response_init(&response, false);
	while (gateway_accept(gateway)) {
		response_clear(&response);
		answer(gateway, arena, &response);
		arena_reset(arena);
	}
	response_free(&response);
	arena_close(arena);
	return 0;
}
