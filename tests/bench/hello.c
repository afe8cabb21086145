/* hello.c - the measure of all pages: a bare FastCGI program that answers one page from memory.
 *
 * The answer, headers and all, stands in the file beside the program, named like it with .answer
 * at the end.  As in our own programs a first request is kept while data/filling is there, so that
 * lib/tools/serve.sh can fill this pool like any other. */

#include <fcgiapp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MOST 65536

static int read_answer(char *answer)
{
	char program[PATH_MAX - 16], path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	FILE *file;
	size_t size;

	if (length < 0)
		return -1;
	program[length] = '\0';
	snprintf(path, sizeof path, "%s.answer", program);
	file = fopen(path, "re");
	if (file == NULL)
		return -1;
	size = fread(answer, 1, ANSWER_MOST, file);
	fclose(file);
	return (int)size;
}

static void wait_while_filling(void)
{
	const struct timespec step = { .tv_nsec = 10 * 1000000L };
	const char *shop = getenv("PALIER_SHOP");
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/data/filling", shop == NULL ? "" : shop);
	for (int i = 0; i < 1000 && access(path, F_OK) == 0; i++)
		nanosleep(&step, NULL);
}

int main(void)
{
	static char answer[ANSWER_MOST];
	int size = read_answer(answer);
	FCGX_Request request;

	if (size <= 0 || FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
		return 1;
	for (int count = 0; FCGX_Accept_r(&request) == 0; count++) {
		if (count == 0)
			wait_while_filling();
		FCGX_PutStr(answer, size, request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}
