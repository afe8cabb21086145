/* load.c - sends prepared requests over connections that are kept, and times each answer.
 *
 *     load FILE PORT CLIENTS SECONDS STATUS once|around
 *
 * For what wrk can't do: forms, each of which serves once.  FILE holds requests, each behind a line
 * with its length.  once: every request one time, or until the time is over.  around: from the
 * beginning again until the time is over, and a request without an answer of STATUS is sent again
 * at once; its time is that until the good answer, however many tries it took, or until it was
 * given up, ten seconds after the end.
 *
 * Prints one object: answers, seconds until the last of them, bad (answers of another status),
 * lost (no answer), last_bad, and p50, p99 and max in milliseconds. */

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS_MOST 64
#define ANSWER_MOST 262144
#define REQUESTS_MOST 4000000

struct request {
	const char *bytes;
	size_t size;
};

static struct request *requests;
static size_t request_count;
static in_port_t port;
static int wanted;
static bool around;
static double begun, end;
static atomic_size_t taken, timed, answers, bad, lost;
static atomic_int last_bad;
static float *times; /* in seconds */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *sentence)
{
	fprintf(stderr, "load: %s\n", sentence);
	exit(1);
}

static int open_connection(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval patience = { .tv_sec = 30 };
	int one = 1, connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0)
		return connection;
	close(connection);
	return -1;
}

/* The length of the whole answer, once its head is there; 0 before. */
static size_t whole(const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n"), *length;

	if (body == NULL)
		return 0;
	length = strcasestr(answer, "\r\nContent-Length:");
	return (size_t)(body + 4 - answer) +
	       (length == NULL || length > body ? 0 : strtoul(length + 17, NULL, 10));
}

/* The status, or 0 when there is no answer.  A connection that was closed is opened again. */
static int ask(int *connection, const struct request *request, char *answer)
{
	size_t got = 0, all = 0;
	int status = 0;

	if (*connection < 0)
		*connection = open_connection();
	if (*connection >= 0 && send(*connection, request->bytes, request->size, MSG_NOSIGNAL) ==
					(ssize_t)request->size)
		while (all == 0 || got < all) {
			ssize_t more = recv(*connection, answer + got, ANSWER_MOST - got - 1, 0);

			if (more <= 0)
				break;
			got += (size_t)more;
			answer[got] = '\0';
			all = all == 0 ? whole(answer) : all;
		}
	if (all > 0 && got >= all && got > 12)
		status = (int)strtol(answer + 9, NULL, 10);
	if (*connection >= 0 && (status == 0 || strcasestr(answer, "\r\nConnection: close"))) {
		close(*connection);
		*connection = -1;
	}
	return status;
}

static bool try_it(int *connection, const struct request *request, char *answer)
{
	int status = ask(connection, request, answer);

	if (status == wanted)
		return true;
	if (status == 0)
		lost++;
	else {
		bad++;
		last_bad = status;
	}
	return false;
}

static void *client(void *nothing)
{
	char *answer = malloc(ANSWER_MOST);
	int connection = open_connection();

	while (now() < end) {
		size_t place = taken++;
		double asked = now();
		bool good = false;

		if (place >= request_count && !around)
			break;
		do
			good = try_it(&connection, &requests[place % request_count], answer);
		while (!good && around && now() < end + 10);
		answers += good;
		/* Whoever waited in vain waited all the same. */
		if ((good || around) && (place = timed++) < REQUESTS_MOST)
			times[place] = (float)(now() - asked);
	}
	if (connection >= 0)
		close(connection);
	free(answer);
	return nothing;
}

static void read_requests(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t size, room = 0;

	if (file == NULL)
		fail("the file with the requests can't be read.");
	while (fscanf(file, "%zu", &size) == 1 && fgetc(file) == '\n') {
		char *bytes = malloc(size);

		if (request_count == room) {
			room = room * 2 + 64;
			requests = realloc(requests, room * sizeof *requests);
		}
		if (bytes == NULL || requests == NULL || fread(bytes, 1, size, file) != size)
			fail("the file with the requests ends too early.");
		requests[request_count++] = (struct request){ bytes, size };
	}
	fclose(file);
	if (request_count == 0)
		fail("there are no requests in the file.");
}

static int compare(const void *left, const void *right)
{
	float a = *(const float *)left, b = *(const float *)right;

	return (a > b) - (a < b);
}

/* Of the sorted times, in milliseconds: the least that so many hundredths don't exceed. */
static double percentile(size_t count, size_t hundredths)
{
	return count == 0 ? 0 : times[(count * hundredths + 99) / 100 - 1] * 1000.0;
}

static void print(double seconds)
{
	size_t count = timed < REQUESTS_MOST ? timed : REQUESTS_MOST;

	qsort(times, count, sizeof *times, compare);
	printf("{\"answers\": %zu, \"seconds\": %.6f, \"bad\": %zu, \"lost\": %zu, "
	       "\"last_bad\": %d, \"p50\": %.3f, \"p99\": %.3f, \"max\": %.3f}\n",
		(size_t)answers, seconds, (size_t)bad, (size_t)lost, (int)last_bad,
		percentile(count, 50), percentile(count, 99), percentile(count, 100));
}

int main(int count, char **words)
{
	pthread_t clients[CLIENTS_MOST];
	long client_count = count == 7 ? strtol(words[3], NULL, 10) : 0;

	if (client_count < 1 || client_count > CLIENTS_MOST) {
		fputs("usage: load FILE PORT CLIENTS SECONDS STATUS once|around\n", stderr);
		return 2;
	}
	read_requests(words[1]);
	port = (in_port_t)strtoul(words[2], NULL, 10);
	wanted = (int)strtol(words[5], NULL, 10);
	around = strcmp(words[6], "around") == 0;
	times = malloc(REQUESTS_MOST * sizeof *times);
	if (times == NULL)
		fail("there isn't enough memory.");
	begun = now();
	end = begun + strtod(words[4], NULL);
	for (long i = 0; i < client_count; i++)
		if (pthread_create(&clients[i], NULL, client, NULL) != 0)
			fail("a client can't be started.");
	for (long i = 0; i < client_count; i++)
		pthread_join(clients[i], NULL);
	print(now() - begun);
	return 0;
}
