#include "store/record.h"

static void *allocate(void *arena, size_t size)
{
	return arena_allocate(arena, size);
}

/* The arena gives everything back at once. */
static void leave(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

ProtobufCMessage *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *descriptor,
	const uint8_t *bytes, size_t size)
{
	ProtobufCAllocator allocator = { allocate, leave, arena };

	return protobuf_c_message_unpack(descriptor, &allocator, size, bytes);
}
