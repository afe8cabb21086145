/*
 * record.h - protobuf-c messages in an arena, without a malloc for every field.
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The message that was packed into bytes, living in the arena; NULL when they are damaged: no
 * message, a text in it that isn't UTF-8 or holds a NUL, or bytes that packing wouldn't have made.
 */
ProtobufCMessage *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *descriptor,
	const uint8_t *bytes, size_t size);

#endif
