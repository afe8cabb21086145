/*
 * part.h - the small grammar around a part of multipart/form-data: its headers, and the boundary.
 */
#ifndef HTTP_PART_H
#define HTTP_PART_H

#include "http/multipart.h"

/* The boundary that multipart/form-data goes by; false: another type, or no proper boundary. */
bool part_boundary(const char *content_type, char boundary[static MULTIPART_BOUNDARY_MOST + 1]);

/* multipart/form-data, whatever its parameters. */
bool part_type(const char *content_type);

/* Takes the headers apart, in place: lines of size bytes, each ended by CRLF.  PROBLEM_PART: not as
 * browsers write them, or no name. */
enum problem part_read(struct part *part, char *headers, size_t size);

#endif
