#include "domain/question.h"

#include "base/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define ANSWER_LETTERS 40

/* The bytes of a token, as they are signed and sent. */
struct token {
	unsigned char nonce[NONCE_SIZE];
	unsigned char expires[8]; /* big-endian */
	struct digest answer;     /* signature that covers the answer */
	struct digest whole;      /* signature of all the above */
};

_Static_assert(QUESTION_TOKEN_SIZE == SECRET_TEXT_SIZE(sizeof(struct token)), "no padding");

/* Every answer that a question can have, as letters of either language, without spaces. */
static const struct {
	const char *french, *english;
} words[] = {
	[1] = { "un", "one" },
	[2] = { "deux", "two" },
	[3] = { "trois", "three" },
	[4] = { "quatre", "four" },
	[5] = { "cinq", "five" },
	[6] = { "six", "six" },
	[7] = { "sept", "seven" },
	[8] = { "huit", "eight" },
	[9] = { "neuf", "nine" },
	[10] = { "dix", "ten" },
	[11] = { "onze", "eleven" },
	[12] = { "douze", "twelve" },
	[13] = { "treize", "thirteen" },
	[14] = { "quatorze", "fourteen" },
	[15] = { "quinze", "fifteen" },
	[16] = { "seize", "sixteen" },
	[17] = { "dixsept", "seventeen" },
	[18] = { "dixhuit", "eighteen" },
	[19] = { "dixneuf", "nineteen" },
	[20] = { "vingt", "twenty" },
	[21] = { "vingtetun", "twentyone" },
	[22] = { "vingtdeux", "twentytwo" },
	[23] = { "vingttrois", "twentythree" },
	[24] = { "vingtquatre", "twentyfour" },
	[25] = { "vingtcinq", "twentyfive" },
	[26] = { "vingtsix", "twentysix" },
	[27] = { "vingtsept", "twentyseven" },
	[28] = { "vingthuit", "twentyeight" },
	[29] = { "vingtneuf", "twentynine" },
	[30] = { "trente", "thirty" },
};
#define ANSWER_MOST 30
_Static_assert(sizeof(words) / sizeof(words[0]) == ANSWER_MOST + 1, "a word for each");

/* What people type around and instead of the letters, and what it counts as. */
static const struct {
	const char *typed, *letter;
} folds[] = {
	{ " ", "" },
	{ "-", "" },
	{ ".", "" },
	{ "\u00a0", "" }, /* spaces that don't break */
	{ "\u202f", "" },
	{ "\u2010", "" }, /* hyphens that keyboards on telephones put */
	{ "\u2011", "" },
	{ "é", "e" },
	{ "É", "e" },
	{ "è", "e" },
	{ "È", "e" },
	{ "ê", "e" },
	{ "Ê", "e" },
};

/* One letter of an answer, at *at, which moves on; "" for what doesn't count. */
static const char *fold_letter(const char **at, char letter[static 2])
{
	for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++)
		if (text_starts(*at, folds[i].typed)) {
			*at += strlen(folds[i].typed);
			return folds[i].letter;
		}
	letter[0] = *(*at)++;
	letter[1] = '\0';
	text_lower(letter);
	return letter;
}

/* The number meant; 0, which answers no question, for anything else, minus eleven too. */
static int answer_number(const char *answer)
{
	char folded[ANSWER_LETTERS] = "", letter[2];
	int64_t number;

	while (*answer != '\0') {
		if (folded[0] == '\0' && *answer == '-')
			return 0;

		const char *next = fold_letter(&answer, letter);
		size_t length = strlen(folded);

		if (length + strlen(next) >= sizeof folded)
			return 0;
		memcpy(folded + length, next, strlen(next) + 1);
	}
	if (text_number(folded, 1, ANSWER_MOST, &number))
		return (int)number;
	for (int i = 1; i <= ANSWER_MOST; i++)
		if (text_equal(folded, words[i].french) || text_equal(folded, words[i].english))
			return i;
	return 0;
}

/* ---- the token ------------------------------------------------------------------------ */

struct message {
	unsigned char bytes[128];
	size_t size;
};

static void message_add(struct message *message, const void *bytes, size_t size)
{
	assert(size <= sizeof message->bytes - message->size);
	memcpy(message->bytes + message->size, bytes, size);
	message->size += size;
}

/* What a signature is over; the size in front keeps the two kinds of signature apart. */
static struct message message_of(
	const struct token *token, const void *covered, size_t size, const char *action)
{
	struct message message = { .size = 0 };
	unsigned char size_byte = (unsigned char)size;

	message_add(&message, token->nonce, sizeof token->nonce);
	message_add(&message, token->expires, sizeof token->expires);
	message_add(&message, &size_byte, 1);
	message_add(&message, covered, size);
	message_add(&message, action, strlen(action));
	return message;
}

static struct digest sign(const struct secrets *secrets, const struct message *message)
{
	return secret_sign(secrets, SECRET_QUESTION, message->bytes, message->size);
}

static struct message answer_message(const struct token *token, int answer, const char *action)
{
	unsigned char byte = (unsigned char)answer;

	return message_of(token, &byte, 1, action);
}

static struct message whole_message(const struct token *token, const char *action)
{
	return message_of(token, token->answer.bytes, sizeof token->answer.bytes, action);
}

static bool is_good(const struct secrets *secrets, const struct message *message,
	const struct digest *signature)
{
	return secret_check(secrets, SECRET_QUESTION, message->bytes, message->size, signature);
}

/* Sums of up to 30 and differences of at least 1; no answer comes up one time in ten. */
static int draw(struct question *question)
{
	question->right = 1 + (int)secret_random_below(10);
	if (secret_random_below(2) == 0) {
		question->operation = QUESTION_PLUS;
		question->left = 1 + (int)secret_random_below(20);
		return question->left + question->right;
	}
	question->operation = QUESTION_MINUS;
	question->left = 11 + (int)secret_random_below(10);
	return question->left - question->right;
}

struct question question_make(const struct secrets *secrets, const char *action, struct instant now)
{
	struct question question;
	struct token token;
	struct message message;
	int answer = draw(&question);
	uint64_t expires = (uint64_t)(now.seconds + QUESTION_LIFETIME);

	secret_random(token.nonce, sizeof token.nonce);
	for (int i = 0; i < 8; i++)
		token.expires[i] = (unsigned char)(expires >> (56 - 8 * i));
	message = answer_message(&token, answer, action);
	token.answer = sign(secrets, &message);
	message = whole_message(&token, action);
	token.whole = sign(secrets, &message);
	secret_text(question.token, &token, sizeof token);
	return question;
}

enum result question_check(const struct secrets *secrets, const char *text, const char *action,
	const char *answer, struct instant now, struct nonce *spent)
{
	struct token token;
	struct message message;
	uint64_t expires = 0;

	if (!secret_bytes(&token, sizeof token, text))
		return INVALID;
	message = whole_message(&token, action);
	if (!is_good(secrets, &message, &token.whole))
		return INVALID;
	for (int i = 0; i < 8; i++)
		expires = expires << 8 | token.expires[i];
	spent->expires.seconds = (int64_t)expires;
	if (now.seconds > spent->expires.seconds)
		return EXPIRED;
	memcpy(spent->bytes, token.nonce, sizeof spent->bytes);
	message = answer_message(&token, answer_number(answer), action);
	return is_good(secrets, &message, &token.answer) ? OK : WRONG;
}
