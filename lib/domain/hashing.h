/*
 * hashing.h - at most two password hashes at a time on this machine, and a short queue.
 *
 * A hash takes 64 MiB and a tenth of a second.  A flood of sign-ins must neither exhaust the
 * memory nor keep everybody waiting: two hash, four wait, the others are told to come back.
 * The places are byte locks of data/hashing, which the kernel drops when a process dies.
 */
#ifndef DOMAIN_HASHING_H
#define DOMAIN_HASHING_H

#include "domain/shop.h"

struct hashing {
	int file;
	int place; /* the lock held; -1 for none */
};

/* BUSY: all places are taken, or none became free in time. */
MUST_USE enum result hashing_enter(struct hashing *hashing, const char *path);
void hashing_leave(struct hashing *hashing);

/* A new password's hash, at the price that conf/site.cfg names; never inside a unit.  BUSY. */
MUST_USE enum result hashing_make(
	const struct shop *shop, const char *password, char hash[static PASSWORD_HASH_SIZE]);

#endif
