#include "page/number.h"

#include "domain/question.h"

#include <assert.h>

static struct message words[QUESTION_OPERAND_MOST + 1] = {
	[1] = MESSAGE("one"),
	[2] = MESSAGE("two"),
	[3] = MESSAGE("three"),
	[4] = MESSAGE("four"),
	[5] = MESSAGE("five"),
	[6] = MESSAGE("six"),
	[7] = MESSAGE("seven"),
	[8] = MESSAGE("eight"),
	[9] = MESSAGE("nine"),
	[10] = MESSAGE("ten"),
	[11] = MESSAGE("eleven"),
	[12] = MESSAGE("twelve"),
	[13] = MESSAGE("thirteen"),
	[14] = MESSAGE("fourteen"),
	[15] = MESSAGE("fifteen"),
	[16] = MESSAGE("sixteen"),
	[17] = MESSAGE("seventeen"),
	[18] = MESSAGE("eighteen"),
	[19] = MESSAGE("nineteen"),
	[20] = MESSAGE("twenty"),
};

const char *number_word(enum language language, int number)
{
	assert(number >= 1 && number <= QUESTION_OPERAND_MOST);
	return message_text(&words[number], language);
}
