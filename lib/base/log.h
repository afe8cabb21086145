/*
 * log.h - one line per event, in log/palier.log below the shop, or on standard error.
 *
 *     2026-05-11T14:32:07+02:00 sign-in refused customer=17 address=192.0.2.0/24 request=…
 *
 * The time, the event in words, then key=value pairs (log_line.h says how values are written, so
 * that every line can be read back), at the end the request's id.  No passwords, no tokens; people
 * by their number, networks instead of addresses.  It is written once, where the fact is known.
 *
 * A line is one write to a file opened for appending, so that processes don't mix theirs.  Once a
 * request has something to log, and every 64 lines outside of one, the file's name is looked at:
 * where it has come to mean another file, because somebody renamed ours, that one is opened; where
 * ours has grown too large, it becomes palier.log.1, the one before palier.log.2, and so on.  A
 * line on its way meanwhile ends up in palier.log.1.
 *
 * A process that is killed within a write may leave the beginning of a line; no other line is lost
 * by it, and the next request's stand below it.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

/* Lines go to this file from now on; to standard error while there is none or it can't be
 * written. */
void log_open(const char *path);

/* From how many bytes on the file is put aside, and how many such files are kept; 0 bytes: never,
 * as it is until this is called. */
void log_rotate_at(uint64_t bytes, unsigned files);

/* What every following line of this process ends with: the request's id; "" for none. */
void log_set_request(const char *request);

/* Which formats there may be: log_line.h. */
void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The network of an address, which is all that a line may hold: "192.0.2.0/24",
 * "2001:db8:1::/48"; "none" for what is no address. */
#define LOG_NETWORK_SIZE 64
const char *log_network(const char *address, char text[LOG_NETWORK_SIZE]);

#endif
