/* hash.c - bare Argon2id: passwords checked a second, so many at a time.
 *
 *     hash PASSES MEBIBYTES PROCESSES SECONDS       prints {"rate": …} */

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES_MOST 16
static const char password[] = "demo-palier-2026";

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* In a process of its own; hands its rate to the pipe. */
static int check(const char *hash, double seconds, int pipe)
{
	double begun = now(), rate;
	int done = 0;

	while (now() - begun < seconds) {
		if (crypto_pwhash_str_verify(hash, password, strlen(password)) != 0)
			return 1;
		done++;
	}
	rate = done / (now() - begun);
	return write(pipe, &rate, sizeof rate) == sizeof rate ? 0 : 1;
}

int main(int count, char **words)
{
	char hash[crypto_pwhash_STRBYTES];
	unsigned long figures[4] = { 0 };
	double rate, sum = 0;
	int ends[2], failed = 0, status;

	for (int i = 1; i < count && i <= 4; i++)
		figures[i - 1] = strtoul(words[i], NULL, 10);
	if (figures[3] == 0 || figures[2] > PROCESSES_MOST) {
		fputs("usage: hash PASSES MEBIBYTES PROCESSES SECONDS\n", stderr);
		return 2;
	}
	if (sodium_init() < 0 || pipe(ends) != 0 ||
		crypto_pwhash_str(hash, password, strlen(password), figures[0], figures[1] << 20))
		return 1;
	for (unsigned long i = 0; i < figures[2]; i++)
		if (fork() == 0)
			_exit(check(hash, (double)figures[3], ends[1]));
	while (wait(&status) > 0)
		failed |= status;
	for (unsigned long i = 0; i < figures[2] && !failed; i++)
		if (read(ends[0], &rate, sizeof rate) == sizeof rate)
			sum += rate;
	printf("{\"rate\": %.3f}\n", sum);
	return failed ? 1 : 0;
}
