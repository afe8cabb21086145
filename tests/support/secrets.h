/*
 * secrets.h - a shop's secrets as a test writes them, and as the programs read them.
 */
#ifndef SUPPORT_SECRETS_H
#define SUPPORT_SECRETS_H

#include "base/log.h"
#include "base/secret.h"
#include "files.h"

#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define ALL "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define MESSAGE "what do ya want for nothing?"

static inline void assert_digest(struct digest digest, const char *wanted)
{
	char text[SECRET_SIZE * 2 + 1];

	secret_hex(text, digest.bytes, sizeof digest.bytes);
	assert_string_equal(text, wanted);
}

static struct secrets secrets;
static char error[256];

static inline enum result read_secret(const char *text, mode_t mode)
{
	mkdir(files_path("secrets"), 0700);
	files_write_bytes("secrets/signing", text, strlen(text), mode);
	error[0] = '\0';
	return secrets_read(&secrets, files_directory, error, sizeof error);
}

static inline int secret_setup(void **state)
{
	secret_init();
	if (files_open(state) != 0)
		return 1;
	log_open(files_path("log"));
	return 0;
}

#endif
