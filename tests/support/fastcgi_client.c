#include "fastcgi_client.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BEGIN_REQUEST = 1, END_REQUEST = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };
#define RECORD_MOST 65535
#define PARAMS_MOST 60000

static struct sockaddr_un address_of(const struct fastcgi_server *server)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	memcpy(address.sun_path, server->socket, sizeof(server->socket));
	return address;
}

void fastcgi_start(struct fastcgi_server *server, const char *program)
{
	struct sockaddr_un address;
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int failed;

	snprintf(server->socket, sizeof(server->socket), "/tmp/palier-fastcgi-%d", (int)getpid());
	unlink(server->socket);
	address = address_of(server);
	failed = bind(listening, (struct sockaddr *)&address, sizeof(address));
	assert(!failed);
	failed = listen(listening, 16);
	assert(!failed);
	server->pid = fork();
	assert(server->pid >= 0);
	if (server->pid == 0) {
		dup2(listening, 0);
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	close(listening);
}

int fastcgi_wait(struct fastcgi_server *server, int milliseconds)
{
	int status = 0;
	pid_t ended = 0;

	for (int i = 0; i <= milliseconds * 2; i++) {
		ended = waitpid(server->pid, &status, WNOHANG);
		if (ended != 0)
			break;
		usleep(500);
	}
	unlink(server->socket);
	if (ended == 0) {
		kill(server->pid, SIGKILL);
		waitpid(server->pid, &status, 0);
	}
	server->pid = 0;
	if (ended == 0)
		return -2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void send_record(int connection, int type, const char *bytes, size_t size)
{
	unsigned char head[8] = { 1, (unsigned char)type, 0, 1, (unsigned char)(size >> 8),
		(unsigned char)size };

	/* The program may have refused the rest already. */
	if (send(connection, head, sizeof(head), MSG_NOSIGNAL) < 0)
		return;
	while (size > 0) {
		ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);

		if (sent < 0)
			return;
		bytes += sent;
		size -= (size_t)sent;
	}
}

static size_t add_length(char *bytes, size_t length)
{
	if (length < 128) {
		bytes[0] = (char)length;
		return 1;
	}
	bytes[0] = (char)(0x80 | length >> 24);
	bytes[1] = (char)(length >> 16);
	bytes[2] = (char)(length >> 8);
	bytes[3] = (char)length;
	return 4;
}

static void send_variables(int connection, const char *const *variables)
{
	static char bytes[PARAMS_MOST];
	size_t size = 0;

	for (; *variables; variables += 2) {
		size_t name = strlen(variables[0]), value = strlen(variables[1]);

		assert(size + name + value + 8 < sizeof(bytes));
		size += add_length(bytes + size, name);
		size += add_length(bytes + size, value);
		memcpy(bytes + size, variables[0], name);
		memcpy(bytes + size + name, variables[1], value);
		size += name + value;
	}
	send_record(connection, PARAMS, bytes, size);
	send_record(connection, PARAMS, NULL, 0);
}

int fastcgi_connect(const struct fastcgi_server *server)
{
	struct sockaddr_un address = address_of(server);
	const struct timeval patience = { .tv_sec = 10 }; /* a program that hangs is a failure */
	int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int failed = connect(connection, (struct sockaddr *)&address, sizeof(address));

	assert(!failed);
	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return connection;
}

void fastcgi_send_variables(int connection, bool keep, const char *const *variables)
{
	const char begin[8] = { 0, 1, keep }; /* a responder */

	send_record(connection, BEGIN_REQUEST, begin, sizeof(begin));
	send_variables(connection, variables);
}

int fastcgi_send_head(const struct fastcgi_server *server, bool keep, const char *const *variables)
{
	int connection = fastcgi_connect(server);

	fastcgi_send_variables(connection, keep, variables);
	return connection;
}

void fastcgi_send_body(int connection, const char *body, size_t size)
{
	while (size > 0) {
		size_t part = size < RECORD_MOST ? size : RECORD_MOST;

		send_record(connection, STDIN, body, part);
		body += part;
		size -= part;
	}
	send_record(connection, STDIN, NULL, 0);
}

int fastcgi_send(const struct fastcgi_server *server, bool keep, const char *const *variables,
	const char *body, size_t size)
{
	int connection = fastcgi_send_head(server, keep, variables);

	fastcgi_send_body(connection, body, size);
	return connection;
}

static bool receive(int connection, void *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(connection, (char *)bytes + done, size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

struct fastcgi_answer fastcgi_receive(int connection)
{
	struct fastcgi_answer answer = { .text = calloc(1, 1) };
	static char bytes[RECORD_MOST + 255];
	unsigned char head[8];

	while (!answer.ended && receive(connection, head, sizeof(head))) {
		size_t size = (size_t)head[4] << 8 | head[5];

		if (!receive(connection, bytes, size + head[6]))
			break;
		answer.ended = head[1] == END_REQUEST;
		if (head[1] != STDOUT)
			continue;
		answer.text = realloc(answer.text, answer.length + size + 1);
		memcpy(answer.text + answer.length, bytes, size);
		answer.length += size;
		answer.text[answer.length] = '\0';
	}
	close(connection);
	return answer;
}
