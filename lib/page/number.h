/*
 * number.h - small numbers in words, for the question that stands in for the captcha.
 */
#ifndef PAGE_NUMBER_H
#define PAGE_NUMBER_H

#include "page/language.h"

/* 1 to QUESTION_OPERAND_MOST. */
const char *number_word(enum language language, int number);

#endif
