/*
 * replay.c - feeds a fuzz target the inputs that were kept for it; each file is a test.
 *
 * It is linked with the target where libFuzzer would be.  The program's name is the corpus's:
 * build/tests/fuzz/form reads tests/fuzz/corpus/form/, from the repository's root.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#define INPUT_MOST ((size_t)1 << 20)

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In memory of just its size, so that a sanitizer sees who reads behind it. */
static void feed(const char *path)
{
	static uint8_t bytes[INPUT_MOST];
	FILE *file = fopen(path, "re");
	uint8_t *input;
	size_t size;

	assert(file != NULL);
	size = fread(bytes, 1, sizeof bytes, file);
	assert(!ferror(file) && size < sizeof bytes);
	fclose(file);
	input = malloc(size);
	assert(input != NULL || size == 0);
	if (size > 0)
		memcpy(input, bytes, size);
	LLVMFuzzerTestOneInput(input, size);
	free(input);
}

/* In a process of its own: what one input breaks is told, and the next is tried. */
static bool survives(const char *path)
{
	int status = -1;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		feed(path);
		exit(EXIT_SUCCESS);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int main(void)
{
	char folder[256], path[1024];
	struct dirent **inputs;
	bool failed = false;
	int count;

	snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", program_invocation_short_name);
	count = scandir(folder, &inputs, is_input, alphasort);
	if (count < 0) {
		printf("Bail out! %s: %s\n", folder, strerror(errno));
		return EXIT_FAILURE;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		bool good;

		snprintf(path, sizeof path, "%s/%s", folder, inputs[i]->d_name);
		good = survives(path);
		failed |= !good;
		printf("%sok %d - %s\n", good ? "" : "not ", i + 1, path);
		free(inputs[i]);
	}
	free(inputs);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
