#include "tools/template.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SAY_PLACES 16

/* A named place of a message, and the expression that fills it. */
struct say_place {
	struct span name, value;
};

struct say {
	struct span count;     /* empty without a plural */
	struct span one, many; /* with their quotes; many is empty without a plural */
	struct say_place places[SAY_PLACES];
	int places_count;
};

static bool span_equal(struct span a, struct span b)
{
	return a.end - a.at == b.end - b.at && strncmp(a.at, b.at, (size_t)(a.end - a.at)) == 0;
}

/* Takes the string off the front of the span. */
static struct span say_string(struct template *template, struct span *span)
{
	struct span string = { span->at, span->at };

	if (span_is_empty(*span) || *span->at != '"')
		template_fail(template, "say wants a text in double quotes");
	string.end = scan_token(template, span->at);
	if (string.end == string.at + 2)
		template_fail(template, "say wants a text that isn't empty");
	*span = span_trim((struct span){ string.end, span->end });
	return string;
}

/* Finds the next {name} in a message; false when there is none. */
static bool say_next(const struct template *template, struct span *message, struct span *name)
{
	for (; message->at < message->end; message->at++) {
		if (*message->at == '}')
			template_fail(template, "a } in a message closes a place that isn't open");
		if (*message->at != '{')
			continue;
		*name = (struct span){ message->at + 1, message->end };
		name->end = scan_name(*name);
		if (span_is_empty(*name) || *name->end != '}')
			template_fail(template, "a { in a message begins a place: {name}");
		message->at = name->end + 1;
		return true;
	}
	return false;
}

static bool say_has(const struct template *template, struct span message, struct span name)
{
	struct span found;

	while (say_next(template, &message, &found))
		if (span_equal(found, name))
			return true;
	return false;
}

static const struct say_place *say_find(const struct say *say, struct span name)
{
	for (int n = 0; n < say->places_count; n++)
		if (span_equal(say->places[n].name, name))
			return &say->places[n];
	return NULL;
}

/* Every place has its value, and every value a place. */
static void say_check(struct template *template, const struct say *say)
{
	const struct span messages[] = { say->one, say->many };

	for (size_t n = 0; n < 2; n++) {
		struct span message = messages[n], name;

		while (say_next(template, &message, &name))
			if (!say_find(say, name))
				template_fail(template, "the place {%.*s} has no value",
					(int)(name.end - name.at), name.at);
	}
	for (int n = 0; n < say->places_count; n++) {
		struct span name = say->places[n].name;
		bool is_count = say->places[n].value.at == say->count.at;

		if (!is_count && (!say_has(template, say->one, name) ||
					 (say->many.at < say->many.end &&
						 !say_has(template, say->many, name))))
			template_fail(template, "the message has no place {%.*s}",
				(int)(name.end - name.at), name.at);
	}
}

static void say_add(struct template *template, struct say *say, struct span name, struct span value)
{
	if (say->places_count == SAY_PLACES)
		template_fail(template, "a message has at most %d places", SAY_PLACES);
	if (say_find(say, name))
		template_fail(template, "the place {%.*s} has two values",
			(int)(name.end - name.at), name.at);
	say->places[say->places_count++] = (struct say_place){ name, value };
}

/* "name = value, name = value" */
static void say_places(struct template *template, struct say *say, struct span span)
{
	if (!span_is_empty(span) && *span.at == ',')
		span = span_trim((struct span){ span.at + 1, span.end });
	while (!span_is_empty(span)) {
		const char *comma = scan_until(template, span, ",");
		struct span name = { span.at, scan_name(span) }, value;

		value = span_trim((struct span){ name.end, comma });
		if (span_is_empty(name) || span_is_empty(value) || *value.at != '=')
			template_fail(template, "behind a message stand its places: name = value");
		value = span_trim((struct span){ value.at + 1, value.end });
		if (span_is_empty(value))
			template_fail(template, "a place has no value");
		say_add(template, say, name, value);
		span = span_trim((struct span){ comma < span.end ? comma + 1 : comma, span.end });
	}
}

static struct say say_read(struct template *template, struct span span)
{
	struct say say = { .count = { NULL, NULL } };

	if (scan_word(&span, "count")) {
		static const char n[] = "n";

		say.count = span_trim((struct span){ span.at, scan_until(template, span, "\"") });
		if (span_is_empty(say.count))
			template_fail(template, "say count wants a number before its texts");
		span = span_trim((struct span){ say.count.end, span.end });
		say.one = say_string(template, &span);
		say.many = say_string(template, &span);
		say_add(template, &say, (struct span){ n, n + 1 }, say.count);
	} else {
		say.one = say_string(template, &span);
		say.many = (struct span){ span.at, span.at };
	}
	if (!span_is_empty(span) && *span.at == '"')
		template_fail(template, "say wants one text, say count two");
	say_places(template, &say, span);
	say_check(template, &say);
	return say;
}

static void write_string(struct span span)
{
	fwrite(span.at, 1, (size_t)(span.end - span.at), stdout);
}

/* A block that prints the message's pieces and, between them, the values. */
static void say_write(struct template *template, const struct say *say, const char *printer)
{
	printf("\t{ static struct message message_ = ");
	printf("%s", say->count.at ? "MESSAGES(" : "MESSAGE(");
	write_string(say->one);
	printf("%s", say->count.at ? ", " : "");
	write_string(say->many);
	printf(");\n\tstatic const char *const names_[] = { ");
	for (int n = 0; n < say->places_count; n++) {
		printf("\"");
		write_string(say->places[n].name);
		printf("\", ");
	}
	printf("NULL };\n");
	for (int n = 0; n < say->places_count; n++) {
		template_origin(template, say->places[n].value.at);
		printf("\tconst __auto_type value_%d_ = ", n);
		template_expression(template, say->places[n].value);
		printf(";\n");
	}
	printf("\tconst char *rest_ = message_text");
	if (say->count.at)
		printf("_count(&message_, visit->print.language, (int64_t)value_0_);\n");
	else
		printf("(&message_, visit->print.language);\n");
	printf("\tfor (int at_; (at_ = print_piece(&visit->print, &rest_, names_)) >= 0;)\n");
	printf("\t\tswitch (at_) {\n");
	for (int n = 0; n < say->places_count; n++)
		printf("\t\tcase %d: %s(&visit->print, value_%d_); break;\n", n, printer, n);
	printf("\t\t}\n\t}\n");
}

void template_say(struct template *template, struct span span)
{
	const char *complaint = NULL, *printer = place_printer(&template->place, &complaint);
	struct say say = say_read(template, span);

	template_check(template, complaint);
	if (template->place.kind == PLACE_URL)
		template_fail(template, "a text can't be an address");
	template_origin(template, span.at);
	if (say.places_count > 0) {
		say_write(template, &say, printer);
		return;
	}
	printf("\t%s(&visit->print, say(visit->print.language, ", printer);
	write_string(say.one);
	printf("));\n");
}

const char *template_say_value(struct template *template, struct span span)
{
	struct span string = say_string(template, &span), rest = string, name;

	if (say_next(template, &rest, &name))
		template_fail(template, "a message with places stands in a directive of its own");
	printf("say(visit->print.language, ");
	write_string(string);
	printf(")");
	return string.end;
}
