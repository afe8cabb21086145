/*
 * login.h - the sign-in form, and what it says when somebody can't sign in yet.
 *
 * A view comes with what was typed (email, next) and whether the script had solved the captcha;
 * the functions put the sentences in, and a fresh question, and print the page.
 */
#ifndef PAGE_LOGIN_H
#define PAGE_LOGIN_H

#include "page/view.h"

MUST_USE enum result login_show(struct visit *visit, struct login_view view);

/* With what is to be corrected, and the question in view of all who didn't solve the captcha. */
MUST_USE enum result login_show_again(
	struct visit *visit, struct login_view view, enum status status);

/* What robot_check or sign_in gave; a breakdown comes back untouched. */
MUST_USE enum result login_refuse_robot(
	struct visit *visit, struct login_view view, enum result result);
MUST_USE enum result login_refuse(struct visit *visit, struct login_view view, enum result result);

#endif
