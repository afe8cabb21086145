/*
 * file_type.h - what a file is by its content: one of the few types that a ticket takes.
 *
 * A signature alone proves little, so the structure is followed as far as it can be without
 * decoding anything: PNG and GIF block by block, JPEG to its scan, WebP to its first
 * frame, PDF at both its ends.  Whether it can be shown is still the business of whoever opens it.
 */
#ifndef DOMAIN_FILE_TYPE_H
#define DOMAIN_FILE_TYPE_H

#include "base/result.h"

#include <stddef.h>

#define FILE_PIXELS_MOST                                                                           \
	50000000 /* of a picture: more fill a machine's memory when it is shown                    \
		  */

/* *type: "image/png", "image/jpeg", "image/gif", "image/webp" or "application/pdf".  INVALID: none
 * of them, or not whole.  TOO_LARGE: a picture of more pixels. */
MUST_USE enum result file_type(const void *bytes, size_t size, const char **type);

#endif
