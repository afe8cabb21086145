/*
 * record.c - bytes of the store, as any of its messages: one byte for the message, then the bytes.
 *
 * What can be unpacked holds nothing but text in its texts; packed and unpacked it is the same.
 */
#include "domain/tables.h"
#include "fuzz.h"
#include "store/record.h"

static void check_field(const ProtobufCFieldDescriptor *field, const void *value);

static void check_texts(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;

	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		const char *place = (const char *)message + field->offset;
		size_t count = 1;
		const char *const *items = (const char *const *)(const void *)place;

		if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			memcpy(&count, (const char *)message + field->quantifier_offset,
				sizeof count);
			items = *(const char *const *const *)(const void *)place;
		}
		for (size_t n = 0; n < count; n++)
			check_field(field, items[n]);
	}
}

static void check_field(const ProtobufCFieldDescriptor *field, const void *value)
{
	if (field->type == PROTOBUF_C_TYPE_STRING)
		assert(value != NULL && fuzz_is_text(value, strlen(value)));
	else if (value != NULL)
		check_texts(value);
}

static uint8_t *pack(struct arena *arena, const ProtobufCMessage *message, size_t *size)
{
	uint8_t *bytes;

	*size = protobuf_c_message_get_packed_size(message);
	bytes = arena_allocate(arena, *size);
	assert(protobuf_c_message_pack(message, bytes) == *size);
	return bytes;
}

static const ProtobufCMessageDescriptor *choose(uint8_t byte)
{
	size_t count = 0;

	while (domain_tables[count] != NULL)
		count++;
	return byte % (count + 1) == count ? &record__quote__descriptor
					   : domain_tables[byte % (count + 1)]->message;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	const ProtobufCMessageDescriptor *descriptor;
	ProtobufCMessage *message, *again;
	uint8_t *packed, *packed_again;
	size_t packed_size, again_size;

	if (size == 0)
		return 0;
	descriptor = choose(bytes[0]);
	message = record_unpack(arena, descriptor, bytes + 1, size - 1);
	if (message == NULL)
		return 0;
	check_texts(message);
	packed = pack(arena, message, &packed_size);
	assert(packed_size == size - 1); /* nothing that was there is lost */
	again = record_unpack(arena, descriptor, packed, packed_size);
	assert(again != NULL);
	packed_again = pack(arena, again, &again_size);
	assert(again_size == packed_size && memcmp(packed, packed_again, again_size) == 0);
	return 0;
}
