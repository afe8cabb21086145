#include "domain/import_line.h"

#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>

#define NAME_MOST 600     /* bytes, as on the page « Mon compte » */
#define ADDRESS_MOST 1600 /* bytes, line feeds among them */
#define KEY_SHOWN 40      /* bytes: a longer key isn't repeated */

struct key_rule {
	const char *name;
	json_type type;
	bool optional;
};

static const struct key_rule customer_keys[] = {
	{ "email", JSON_STRING, false },
	{ "name", JSON_STRING, false },
	{ "address", JSON_ARRAY, false },
	{ "language", JSON_STRING, false },
	{ "currency", JSON_STRING, false },
	{ "password_hash", JSON_STRING, true },
	{ "subscriptions", JSON_ARRAY, false },
	{ .name = NULL },
};

static const struct key_rule subscription_keys[] = {
	{ "product", JSON_STRING, false },
	{ "edition", JSON_STRING, false },
	{ "seats", JSON_INTEGER, false },
	{ "cycle", JSON_STRING, false },
	{ "anchor", JSON_STRING, false },
	{ "price", JSON_INTEGER, true },
	{ .name = NULL },
};

static const char *const languages[] = { "fr", "en", NULL };

/* What the steps of one reading share. */
struct reading {
	struct import_line *line;
	struct arena *arena;
	struct day today;
	const char *where; /* "", or "subscription 2: " */
};

bool import_line_refuse(struct import_line *line, struct arena *arena, const char *format, ...)
{
	char sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	line->outcome = IMPORT_REFUSED;
	line->why = arena_text(arena, sentence);
	return false;
}

#define REFUSE(reading, format, ...)                                                               \
	import_line_refuse(                                                                        \
		(reading)->line, (reading)->arena, "%s" format, (reading)->where, ##__VA_ARGS__)

/* ---- keys and their types ------------------------------------------------------------------ */

static const struct key_rule *find_rule(const struct key_rule *rules, const char *name)
{
	while (rules->name != NULL && !text_equal(rules->name, name))
		rules++;
	return rules->name == NULL ? NULL : rules;
}

static bool refuse_key(const struct reading *reading, const struct key_rule *rules, const char *key)
{
	bool shown = strlen(key) <= KEY_SHOWN && text_is_clean(key, false);
	const char *list = rules->name;

	for (rules++; rules->name != NULL; rules++)
		list = arena_format(reading->arena, "%s, %s", list, rules->name);
	return shown ? REFUSE(reading, "there is no key \"%s\"; the keys are %s.", key, list)
		     : REFUSE(reading, "there is a key that isn't known; the keys are %s.", list);
}

static bool check_keys(const struct reading *reading, json_t *object, const struct key_rule *rules)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key,
		value) if (find_rule(rules, key) == NULL) return refuse_key(reading, rules, key);
	for (; rules->name != NULL; rules++) {
		value = json_object_get(object, rules->name);
		if (value == NULL && !rules->optional)
			return REFUSE(reading, "\"%s\" is missing.", rules->name);
		if (value != NULL && json_typeof(value) != rules->type)
			return REFUSE(reading, "\"%s\" must be %s.", rules->name,
				rules->type == JSON_STRING  ? "a text in quotes"
				: rules->type == JSON_ARRAY ? "a list in [ ]"
							    : "a whole number");
	}
	return true;
}

static const char *text_of(const struct reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value == NULL ? "" : arena_text(reading->arena, json_string_value(value));
}

static int word_of(const char *const *words, const char *text)
{
	for (int i = 0; words[i] != NULL; i++)
		if (text_equal(words[i], text))
			return i;
	return -1;
}

/* A line for people: something to see in it, and no control characters. */
static bool is_line(const char *text)
{
	return text[strspn(text, " ")] != '\0' && text_is_clean(text, false);
}

/* ---- the customer -------------------------------------------------------------------------- */

static bool read_address(const struct reading *reading, const json_t *lines, const char **address)
{
	struct buffer text;
	size_t i;
	json_t *line;

	buffer_init(&text, ADDRESS_MOST);
	json_array_foreach(lines, i, line)
	{
		if (!json_is_string(line) || !is_line(json_string_value(line))) {
			buffer_free(&text);
			return REFUSE(reading,
				"line %zu of \"address\" must be a text without line ends or other "
				"control characters.",
				i + 1);
		}
		buffer_add_text(&text, i == 0 ? "" : "\n");
		buffer_add_text(&text, json_string_value(line));
	}
	*address = arena_text(reading->arena, buffer_text(&text));
	if (text.overflow) {
		buffer_free(&text);
		return REFUSE(reading, "\"address\" is longer than %d bytes.", ADDRESS_MOST);
	}
	buffer_free(&text);
	return true;
}

static bool read_password(const struct reading *reading, const json_t *object, const char **hash)
{
	*hash = text_of(reading, object, "password_hash");
	return json_object_get(object, "password_hash") == NULL || password_is_hash(*hash) ||
	       REFUSE(reading,
		       "\"password_hash\" is none of Argon2id, version 19, with at most %d MiB and "
		       "%d passes. Leave it out; the customer then sets a new password.",
		       PASSWORD_MEBIBYTES_MOST, PASSWORD_PASSES_MOST);
}

static bool read_customer(const struct reading *reading, json_t *object)
{
	struct new_customer *customer = &reading->line->customer;

	if (!check_keys(reading, object, customer_keys))
		return false;
	customer->email = text_of(reading, object, "email");
	customer->name = text_of(reading, object, "name");
	customer->language = text_of(reading, object, "language");
	customer->role = RECORD__ROLE__CUSTOMER;
	if (!text_is_email(customer->email))
		return REFUSE(reading, "\"email\" is no address for mail.");
	if (!is_line(customer->name) || strlen(customer->name) > NAME_MOST)
		return REFUSE(reading,
			"\"name\" must be 1 to %d bytes long, without control characters.",
			NAME_MOST);
	if (word_of(languages, customer->language) < 0)
		return REFUSE(reading, "\"language\" must be \"fr\" or \"en\".");
	if (!currency_read(text_of(reading, object, "currency"), &customer->currency))
		return REFUSE(reading, "\"currency\" must be \"EUR\", \"USD\" or \"CAD\".");
	return read_address(reading, json_object_get(object, "address"), &customer->address) &&
	       read_password(reading, object, &customer->password_hash);
}

/* ---- subscriptions ------------------------------------------------------------------------- */

static bool read_numbers(
	const struct reading *reading, const json_t *object, struct new_subscription *subscription)
{
	json_int_t seats = json_integer_value(json_object_get(object, "seats"));
	const json_t *price = json_object_get(object, "price");
	json_int_t minor = json_integer_value(price);

	if (seats < 1 || seats > MONEY_SEATS_MOST)
		return REFUSE(reading, "\"seats\" must be from 1 to %d.", MONEY_SEATS_MOST);
	if (minor < 0 || minor > MONEY_PRICE_MOST)
		return REFUSE(reading,
			"\"price\" must be minor units from 0 to %" PRId64 ", for a cycle and "
			"seat.",
			MONEY_PRICE_MOST);
	subscription->seats = (uint32_t)seats;
	if (price != NULL) {
		struct money amount = money_of(minor, reading->line->customer.currency);

		subscription->price = arena_copy(reading->arena, &amount, sizeof amount);
	}
	return true;
}

static bool read_subscription(
	const struct reading *reading, json_t *object, struct new_subscription *subscription)
{
	int cycle;

	if (!json_is_object(object))
		return REFUSE(reading, "it must be an object in { }.");
	if (!check_keys(reading, object, subscription_keys))
		return false;
	cycle = word_of(period_cycle_words, text_of(reading, object, "cycle"));
	if (cycle < 0)
		return REFUSE(reading, "\"cycle\" must be \"month\" or \"year\".");
	if (!day_read(text_of(reading, object, "anchor"), &subscription->anchor))
		return REFUSE(
			reading, "\"anchor\" must be a date that exists, like \"2026-05-11\".");
	if (subscription->anchor.number > reading->today.number)
		return REFUSE(reading,
			"\"anchor\" is still to come. Import the customer when that day has "
			"begun.");
	subscription->product = text_of(reading, object, "product");
	subscription->edition = text_of(reading, object, "edition");
	subscription->cycle = (Record__Cycle)cycle;
	subscription->imported = true;
	return read_numbers(reading, object, subscription);
}

static bool read_subscriptions(struct reading *reading, json_t *list)
{
	struct import_line *line = reading->line;
	size_t count = json_array_size(list);

	if (count > IMPORT_SUBSCRIPTIONS_MOST)
		return REFUSE(reading, "\"subscriptions\" has %zu; %d are the most.", count,
			IMPORT_SUBSCRIPTIONS_MOST);
	line->subscriptions =
		arena_allocate(reading->arena, (count + 1) * sizeof *line->subscriptions);
	for (size_t i = 0; i < count; i++) {
		reading->where = arena_format(reading->arena, "subscription %zu: ", i + 1);
		if (!read_subscription(reading, json_array_get(list, i), &line->subscriptions[i]))
			return false;
	}
	line->subscription_count = count;
	return true;
}

/* ---- the line ------------------------------------------------------------------------------ */

static bool read_content(const struct reading *reading, const json_t *object)
{
	struct import_line *line = reading->line;
	struct buffer canonical;
	bool whole;

	buffer_init(&canonical, 8 * IMPORT_LINE_MOST);
	json_write(&canonical, object);
	whole = !canonical.overflow;
	line->content = secret_hash(canonical.bytes, canonical.length);
	buffer_free(&canonical);
	return whole || REFUSE(reading, "it is too long.");
}

static bool read_object(struct reading *reading)
{
	const struct import_line *line = reading->line;
	char fault[JSON_FAULT_SIZE];
	json_t *object;
	bool fine;

	if (memchr(line->bytes, '\0', line->size) != NULL)
		return REFUSE(reading, "it has a NUL byte, which no text has.");
	if (!text_is_utf8(line->bytes, line->size))
		return REFUSE(reading, "it isn't UTF-8. Convert the file, for example with `iconv "
				       "-f WINDOWS-1252 -t UTF-8`.");
	object = json_read_or_say(line->bytes, line->size, fault);
	if (object == NULL)
		return REFUSE(reading, "it %s.", fault);
	fine = read_customer(reading, object) &&
	       read_subscriptions(reading, json_object_get(object, "subscriptions"));
	reading->where = "";
	fine = fine && read_content(reading, object);
	json_decref(object);
	return fine;
}

void import_line_read(struct import_line *line, struct arena *arena, struct day today)
{
	struct reading reading = { line, arena, today, "" };

	line->readable = read_object(&reading);
}
