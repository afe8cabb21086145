#include "http/gateway.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LISTENING_SOCKET 0 /* FastCGI specification, 2.2 */

struct gateway {
	bool is_cgi;
	bool leaving;
	bool in_hand; /* a request is accepted and not finished */
	FCGX_Request request;
};

static struct gateway the_gateway;
static volatile sig_atomic_t asked_to_go;
static int nowhere = -1; /* /dev/null, for FastCGI */

/*
 * Between looking at a flag and waiting in accept there is always a moment in which a signal
 * goes unnoticed; the process would then stay until the manager kills it.  So the handler
 * takes the listening socket away from this process (its siblings keep theirs): the next
 * accept fails, and so does the one that is waiting, since the kernel starts it again.  The
 * request in hand has a descriptor of its own.
 */
static void stop_listening(void)
{
	if (nowhere >= 0)
		(void)dup2(nowhere, LISTENING_SOCKET);
}

static void ask_to_go(int signal_number)
{
	int error = errno;

	(void)signal_number;
	asked_to_go = 1;
	stop_listening();
	errno = error;
}

struct gateway *gateway_open(void)
{
	struct gateway *gateway = &the_gateway;
	struct sigaction going = { .sa_handler = ask_to_go, .sa_flags = SA_RESTART };
	struct sigaction ignoring = { .sa_handler = SIG_IGN };
	int failed = FCGX_Init();

	assert(failed == 0);
	gateway->is_cgi = FCGX_IsCGI();
	if (!gateway->is_cgi) {
		failed = FCGX_InitRequest(&gateway->request, LISTENING_SOCKET, 0);
		assert(failed == 0);
		nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC);
		assert(nowhere >= 0);
	}
	/* Behind FCGX_Init, which has handlers of its own. */
	sigemptyset(&going.sa_mask);
	sigaction(SIGTERM, &going, NULL);
	sigaction(SIGUSR1, &going, NULL);
	sigemptyset(&ignoring.sa_mask);
	sigaction(SIGPIPE, &ignoring, NULL);
	return gateway;
}

/*
 * The library's own accept waits for a UNIX socket's first bytes with poll, which no flag starts
 * again behind a signal, and hangs up when one comes in that moment: the store's watch ticks
 * twenty times a second, and on a busy machine one visitor in 40,000 got a 500.  So the
 * connection is accepted here, and handed over as one that was kept.
 */
static int accept_request(FCGX_Request *request)
{
	int connection;

	do
		connection = accept4(LISTENING_SOCKET, NULL, NULL, SOCK_CLOEXEC);
	while (connection < 0 && errno == EINTR && !asked_to_go);
	if (connection < 0)
		return -errno;
	request->ipcFd = connection;
	request->keepConnection = 1;
	return FCGX_Accept_r(request);
}

bool gateway_accept(struct gateway *gateway)
{
	int failed;

	if (gateway->in_hand)
		gateway_finish(gateway);
	if (gateway->leaving || asked_to_go)
		return false;
	if (gateway->is_cgi) {
		gateway->leaving = true; /* there is no second one */
		gateway->in_hand = true;
		return true;
	}
	failed = accept_request(&gateway->request);
	if (failed < 0) {
		gateway->leaving = true;
		if (!asked_to_go)
			log_event("gateway-failed", "error=%d", -failed);
		return false;
	}
	gateway->in_hand = true;
	return true;
}

const char *gateway_variable(const struct gateway *gateway, const char *name)
{
	if (!gateway->in_hand)
		return NULL;
	if (gateway->is_cgi)
		return getenv(name);
	return FCGX_GetParam(name, gateway->request.envp);
}

static size_t read_standard_input(void *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(STDIN_FILENO, (char *)bytes + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

static bool write_standard_output(const void *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t put = write(STDOUT_FILENO, (const char *)bytes + done, size - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		done += (size_t)put;
	}
	return true;
}

size_t gateway_read(struct gateway *gateway, void *bytes, size_t size)
{
	int got;

	assert(gateway->in_hand && size <= INT_MAX);
	if (gateway->is_cgi)
		return read_standard_input(bytes, size);
	got = FCGX_GetStr(bytes, (int)size, gateway->request.in);
	return got > 0 ? (size_t)got : 0;
}

bool gateway_write(struct gateway *gateway, const void *bytes, size_t size)
{
	assert(gateway->in_hand && size <= INT_MAX);
	if (gateway->is_cgi)
		return write_standard_output(bytes, size);
	return FCGX_PutStr(bytes, (int)size, gateway->request.out) == (int)size;
}

/*
 * mod_fcgid writes a request in several pieces.  Does the connection close before the last one,
 * the empty record that ends a body, it throws the answer away and gives the visitor a 500,
 * which after a change would be a lie.  So all of a request is taken, wanted or not.
 */
static void take_the_rest(struct gateway *gateway)
{
	char unwanted[4096];

	while (FCGX_GetStr(unwanted, sizeof unwanted, gateway->request.in) > 0)
		;
}

void gateway_finish(struct gateway *gateway)
{
	int null;

	if (!gateway->in_hand)
		return;
	gateway->in_hand = false;
	if (!gateway->is_cgi) {
		take_the_rest(gateway);
		FCGX_Finish_r(&gateway->request);
		/* A connection that the server asked to keep is still open.  Detached, it is
		 * closed without the library's waiting two seconds for the server to do so. */
		FCGX_Detach(&gateway->request);
		FCGX_Free(&gateway->request, 1);
		return;
	}
	/* The web server reads to the end of standard output; no file opened later may get
	 * its number. */
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0) {
		(void)dup2(null, STDOUT_FILENO);
		close(null);
	}
}

void gateway_leave(struct gateway *gateway)
{
	gateway->leaving = true;
	stop_listening();
}

bool gateway_is_cgi(const struct gateway *gateway)
{
	return gateway->is_cgi;
}
