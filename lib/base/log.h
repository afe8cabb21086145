/*
 * log.h - one line per event, in log/palier.log below the shop, or on standard error.
 *
 * "2026-05-11T14:32:07+02:00 login refused customer=17 address=… request=…": the time, the
 * event, then key=value pairs.  Control bytes are neutralised.  No passwords, no tokens, no
 * full addresses.  A line is one write to a file opened for appending, so that processes
 * don't mix theirs.  It is written once, where the fact is known.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Lines go to this file from now on; to standard error while there is none or it can't be
 * written. */
void log_open(const char *path);

/* What every following line of this process ends with: the request's id; "" for none. */
void log_set_request(const char *request);

void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
