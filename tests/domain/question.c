/* The question in words: who answers it, once and in time, and who doesn't. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "domain/question.h"

#include "../support/keys.h"
#include "../support/scratch.h"

#include <stdio.h>
#include <string.h>

static struct secrets secrets;
static const struct instant now = { 1800000000 };

static int answer_of(const struct question *question)
{
	return question->operation == QUESTION_PLUS ? question->left + question->right
						    : question->left - question->right;
}

/* The answer in digits, when it is off by so much. */
static const char *digits(const struct question *question, int off)
{
	static char text[16];

	snprintf(text, sizeof text, "%d", answer_of(question) + off);
	return text;
}

/* A question whose answer is the given one. */
static struct question asked(int answer)
{
	struct question question;

	do {
		question = question_make(&secrets, "login", now);
	} while (answer_of(&question) != answer);
	return question;
}

static enum result check(const struct question *question, const char *answer)
{
	struct nonce spent;

	return question_check(&secrets, question->token, "login", answer, now, &spent);
}

static void questions_stay_within_the_words_there_are(void **state)
{
	int counts[31] = { 0 };

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct question question = question_make(&secrets, "login", now);
		int answer = answer_of(&question);

		assert_in_range(question.left, 1, QUESTION_OPERAND_MOST);
		assert_in_range(question.right, 1, QUESTION_OPERAND_MOST);
		assert_in_range(answer, 1, 30);
		counts[answer]++;
	}
	/* Always answering the commonest number is right less than one time in ten. */
	for (int i = 1; i <= 30; i++)
		assert_in_range(counts[i], 0, 400);
}

static void an_answer_in_digits_is_accepted(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		struct question question = question_make(&secrets, "login", now);

		assert_int_equal(check(&question, digits(&question, 0)), OK);
	}
}

static void an_answer_in_words_is_accepted(void **state)
{
	static const struct {
		int number;
		const char *french, *english;
	} rows[] = {
		{ 1, "un", "one" },
		{ 2, "deux", "two" },
		{ 3, "trois", "three" },
		{ 4, "quatre", "four" },
		{ 5, "cinq", "five" },
		{ 6, "six", "six" },
		{ 7, "sept", "seven" },
		{ 8, "huit", "eight" },
		{ 9, "neuf", "nine" },
		{ 10, "dix", "ten" },
		{ 11, "onze", "eleven" },
		{ 12, "douze", "twelve" },
		{ 13, "treize", "thirteen" },
		{ 14, "quatorze", "fourteen" },
		{ 15, "quinze", "fifteen" },
		{ 16, "seize", "sixteen" },
		{ 17, "dix-sept", "seventeen" },
		{ 18, "dix-huit", "eighteen" },
		{ 19, "dix-neuf", "nineteen" },
		{ 20, "vingt", "twenty" },
		{ 21, "vingt et un", "twenty-one" },
		{ 22, "vingt-deux", "twenty-two" },
		{ 23, "vingt-trois", "twenty-three" },
		{ 24, "vingt-quatre", "twenty-four" },
		{ 25, "vingt-cinq", "twenty-five" },
		{ 26, "vingt-six", "twenty-six" },
		{ 27, "vingt-sept", "twenty-seven" },
		{ 28, "vingt-huit", "twenty-eight" },
		{ 29, "vingt-neuf", "twenty-nine" },
		{ 30, "trente", "thirty" },
	};

	(void)state;
	assert_int_equal(sizeof rows / sizeof rows[0], 30);
	for (size_t i = 0; i < 30; i++) {
		struct question question = asked(rows[i].number);

		assert_int_equal(check(&question, rows[i].french), OK);
		assert_int_equal(check(&question, rows[i].english), OK);
	}
}

static void case_spaces_accents_and_hyphens_do_not_count(void **state)
{
	static const struct {
		int number;
		const char *answer;
	} rows[] = {
		{ 11, " Onze " },
		{ 11, "ONZE." },
		{ 11, "\u00a0eleven" },
		{ 11, " 11\u202f" },
		{ 13, "Trèize" },
		{ 16, "SÉIZE" },
		{ 17, "dix sept" },
		{ 17, "dix\u2011sept" },
		{ 21, "Vingt-et-un" },
		{ 22, "twenty two" },
		{ 22, "Twenty\u2010Two" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct question question = asked(rows[i].number);

		assert_int_equal(check(&question, rows[i].answer), OK);
	}
}

static void another_answer_is_wrong(void **state)
{
	static const char *const answers[] = { "", "0", "12", "011", "+11", "11x", "onzeonze",
		"douze", "zero", "ze", "11,0", "\xff",
		"111111111111111111111111111111111111111111111111111111111111111111111111111111",
		"onze                                                                  onze" };
	struct question question = asked(11);

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		assert_int_equal(check(&question, answers[i]), WRONG);
	assert_int_equal(check(&question, "11"), OK);
	for (int off = -30; off <= 30; off++)
		assert_int_equal(check(&question, digits(&question, off)), off == 0 ? OK : WRONG);
}

static void ten_minutes_are_the_limit(void **state)
{
	struct question question = question_make(&secrets, "login", now);
	const char *answer = digits(&question, 0);
	struct nonce spent;

	(void)state;
	assert_int_equal(question_check(&secrets, question.token, "login", answer,
				 (struct instant){ 1800000600 }, &spent),
		OK);
	assert_int_equal(spent.expires.seconds, 1800000600);
	assert_int_equal(question_check(&secrets, question.token, "login", answer,
				 (struct instant){ 1800000601 }, &spent),
		EXPIRED);
}

static void every_altered_letter_of_a_token_is_noticed(void **state)
{
	struct question question = question_make(&secrets, "login", now);
	size_t length = strlen(question.token);

	(void)state;
	assert_int_equal(length, QUESTION_TOKEN_SIZE - 1);
	for (size_t i = 0; i < length; i++) {
		struct question forged = question;

		forged.token[i] = forged.token[i] == 'A' ? 'B' : 'A';
		assert_int_equal(check(&forged, digits(&question, 0)), INVALID);
	}
}

static void what_is_no_token_is_refused(void **state)
{
	struct question question = question_make(&secrets, "login", now);
	struct nonce spent;

	(void)state;
	assert_int_equal(question_check(&secrets, "", "login", "11", now, &spent), INVALID);
	assert_int_equal(question_check(&secrets, "AAAA", "login", "11", now, &spent), INVALID);
	question.token[QUESTION_TOKEN_SIZE - 2] = '\0';
	assert_int_equal(check(&question, digits(&question, 0)), INVALID);
}

static void a_question_of_one_form_is_worth_nothing_for_another(void **state)
{
	struct question question = question_make(&secrets, "login", now);
	struct nonce spent;

	(void)state;
	assert_int_equal(question_check(&secrets, question.token, "signup", digits(&question, 0),
				 now, &spent),
		INVALID);
}

static void the_secret_before_a_rotation_still_counts(void **state)
{
	struct question question = question_make(&secrets, "login", now);
	const char *answer = digits(&question, 0);
	struct secrets rotated = { .count = 2 };
	struct nonce spent;

	(void)state;
	memset(rotated.keys[0], 7, sizeof rotated.keys[0]);
	memcpy(rotated.keys[1], secrets.keys[0], sizeof rotated.keys[1]);
	assert_int_equal(
		question_check(&rotated, question.token, "login", answer, now, &spent), OK);
	rotated.count = 1;
	assert_int_equal(
		question_check(&rotated, question.token, "login", answer, now, &spent), INVALID);
}

/* Two tokens of one answer share nothing but the expiry, so none can be looked up in a list. */
static void the_answer_cannot_be_read_from_the_token(void **state)
{
	unsigned char one[88], other[88];
	struct question first = asked(11), second = asked(11);

	(void)state;
	assert_true(secret_bytes(one, sizeof one, first.token));
	assert_true(secret_bytes(other, sizeof other, second.token));
	assert_memory_not_equal(one, other, 16);           /* nonce */
	assert_memory_equal(one + 16, other + 16, 8);      /* expiry */
	assert_memory_not_equal(one + 24, other + 24, 32); /* signature of the answer */
	assert_memory_not_equal(one + 56, other + 56, 32); /* signature of the token */
	/* Nor tried out: nobody without the secret makes the signature of an answer. */
	for (unsigned char answer = 1; answer <= 30; answer++) {
		struct digest guess = secret_hash_two(one, 24, &answer, 1);

		assert_memory_not_equal(one + 24, guess.bytes, 32);
	}
}

static enum result spend(struct unit *unit, void *context)
{
	return nonce_spend(unit, context);
}

/* ASVS 2.4.1: a wrong answer spends the question too, so nobody tries all the numbers on it. */
static void a_question_serves_once_even_when_answered_wrongly(void **state)
{
	static const struct table *const tables[] = { &nonces, NULL };
	struct scratch scratch = scratch_open(tables);
	struct instant today = clock_machine();
	struct question question = question_make(&secrets, "login", today);
	struct nonce spent;

	(void)state;
	assert_int_equal(question_check(&secrets, question.token, "login", digits(&question, 1),
				 today, &spent),
		WRONG);
	assert_int_equal(
		store_write(scratch.store, scratch.arena, STORE_NOSYNC, spend, &spent), OK);
	memset(&spent, 0, sizeof spent);
	assert_int_equal(question_check(&secrets, question.token, "login", digits(&question, 0),
				 today, &spent),
		OK);
	assert_int_equal(
		store_write(scratch.store, scratch.arena, STORE_NOSYNC, spend, &spent), EXISTS);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_stay_within_the_words_there_are),
		cmocka_unit_test(an_answer_in_digits_is_accepted),
		cmocka_unit_test(an_answer_in_words_is_accepted),
		cmocka_unit_test(case_spaces_accents_and_hyphens_do_not_count),
		cmocka_unit_test(another_answer_is_wrong),
		cmocka_unit_test(ten_minutes_are_the_limit),
		cmocka_unit_test(every_altered_letter_of_a_token_is_noticed),
		cmocka_unit_test(what_is_no_token_is_refused),
		cmocka_unit_test(a_question_of_one_form_is_worth_nothing_for_another),
		cmocka_unit_test(the_secret_before_a_rotation_still_counts),
		cmocka_unit_test(the_answer_cannot_be_read_from_the_token),
		cmocka_unit_test(a_question_serves_once_even_when_answered_wrongly),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	secret_init();
	secrets.count = 1;
	secrets.keys[0][SECRET_QUESTION] = key_of("abcdef0123456789abcdef0123456789", SECRET_SIZE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
