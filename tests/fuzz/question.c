/*
 * question.c - the answer to the captcha without scripts, and its token.
 *
 * An answer fits one sum at most, and digits fit the sum that they are the result of.  Bytes that
 * aren't a token of ours are none; neither is a token in which a byte was changed.
 */
#include "domain/question.h"
#include "base/text.h"
#include "fuzz.h"

#define ANSWERS 31

static const struct instant now = { 1778500000 };
static char tokens[ANSWERS][QUESTION_TOKEN_SIZE];

/* A token for every answer; which answer a question has is drawn. */
static void make_tokens(void)
{
	for (int missing = ANSWERS - 1; missing > 0;) {
		struct question question = question_make(fuzz_secrets(), "login", now);
		int answer = question.operation == QUESTION_PLUS ? question.left + question.right
								 : question.left - question.right;

		assert(answer > 0 && answer < ANSWERS);
		if (tokens[answer][0] == '\0')
			missing--;
		memcpy(tokens[answer], question.token, sizeof question.token);
	}
}

static enum result check(const char *token, const char *action, const char *answer)
{
	struct nonce spent;

	return question_check(fuzz_secrets(), token, action, answer, now, &spent);
}

/* All thirty would take most of the time: a few of them are drawn from the answer itself. */
static void check_answer(const char *answer)
{
	struct digest drawn = secret_hash(answer, strlen(answer));
	int fitting = 0;
	int64_t number;

	for (int i = 0; i < 4; i++) {
		const char *token = tokens[1 + (drawn.bytes[0] + 7 * i) % (ANSWERS - 1)];
		enum result result = check(token, "login", answer);

		assert(result == OK || result == WRONG);
		fitting += result == OK;
	}
	assert(fitting <= 1);
	if (text_number(answer, 1, ANSWERS - 1, &number))
		assert(check(tokens[number], "login", answer) == OK);
	assert(check(tokens[1], "register", answer) == INVALID);
}

/* Whatever the bytes say is changed in a token that was good. */
static void check_changed(const uint8_t *bytes, size_t size)
{
	char token[QUESTION_TOKEN_SIZE];
	bool changed = false;

	memcpy(token, tokens[7], sizeof token);
	for (size_t i = 0; i < size && i < sizeof token - 1; i++)
		if (bytes[i] != 0) {
			token[i] = (char)(token[i] ^ bytes[i]);
			changed = true;
		}
	assert(check(token, "login", "7") == (changed ? INVALID : OK));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = arena_copy(fuzz_arena(), bytes, size);

	if (tokens[1][0] == '\0')
		make_tokens();
	assert(check(text, "login", "7") == INVALID);
	check_answer(text);
	check_changed(bytes, size);
	return 0;
}
