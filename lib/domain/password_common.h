/*
 * password_common.h - the commonest passwords, made when the shop is built.
 */
#ifndef DOMAIN_PASSWORD_COMMON_H
#define DOMAIN_PASSWORD_COMMON_H

/*
 * In lower case, of at least 8 bytes, each between two line feeds, the commonest first.
 * lib/tools/password_common.mk says where they come from.
 */
extern const char password_common[];

#endif
