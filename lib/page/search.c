#include "page/search.h"

#include "base/log.h"
#include "base/text.h"

#include <ctype.h>
#include <sqlite3.h>
#include <string.h>

#define QUERY_MOST 200
#define RESULTS_MOST 8

static const char schema[] = "CREATE VIRTUAL TABLE article USING fts5(title, summary, text,"
			     " tokenize = 'unicode61 remove_diacritics 2')";
static const char insertion[] =
	"INSERT INTO article (rowid, title, summary, text) VALUES (?, ?, ?, ?)";
/* How much a word says: in the title, in the summary, in the text. */
static const char selection[] =
	"SELECT rowid FROM article WHERE article MATCH ? ORDER BY bm25(article, 10, 4, 1)";

/* ---- the index, as long as the process lives ---------------------------------------------- */

static sqlite3 *database;
static sqlite3_stmt *selecting;

static bool insert_all(void)
{
	sqlite3_stmt *inserting;
	int status = sqlite3_prepare_v2(database, insertion, -1, &inserting, NULL);

	for (size_t i = 0; i < articles_count && status == SQLITE_OK; i++) {
		sqlite3_bind_int64(inserting, 1, (sqlite3_int64)i + 1);
		sqlite3_bind_text(inserting, 2, articles[i].title, -1, SQLITE_STATIC);
		sqlite3_bind_text(inserting, 3, articles[i].summary, -1, SQLITE_STATIC);
		sqlite3_bind_text(inserting, 4, articles[i].text, -1, SQLITE_STATIC);
		sqlite3_step(inserting);
		status = sqlite3_reset(inserting);
	}
	sqlite3_finalize(inserting);
	return status == SQLITE_OK;
}

static bool open_index(void)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;

	if (selecting != NULL)
		return true;
	if (sqlite3_open_v2(":memory:", &database, flags, NULL) == SQLITE_OK &&
		sqlite3_exec(database, schema, NULL, NULL, NULL) == SQLITE_OK && insert_all() &&
		sqlite3_prepare_v2(database, selection, -1, &selecting, NULL) == SQLITE_OK)
		return true;
	log_event("search not built", "error=\"%s\"",
		database == NULL ? "no memory" : sqlite3_errmsg(database));
	sqlite3_close(database);
	database = NULL;
	return false;
}

/* ---- the question --------------------------------------------------------------------------- */

/* How many bytes of a word begin here; 0: something between words.  Of what isn't ASCII, the
 * signs of Latin-1 and general punctuation, U+2000 to U+207F, are between words. */
static size_t letter(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t size = 1;

	if (bytes[0] < 0x80)
		return isalnum(bytes[0]) ? 1 : 0;
	if (bytes[0] == 0xc2 || (bytes[0] == 0xe2 && (bytes[1] == 0x80 || bytes[1] == 0x81)))
		return 0;
	while ((bytes[size] & 0xc0) == 0x80)
		size++;
	return size;
}

/* `"mise"* AND "niveau"*`: quoted, nothing in a question is the search's own language.  Words
 * of one letter, as in « l’abonnement », say nothing. */
static const char *expression(struct arena *arena, const char *query, const char *joint)
{
	const char *all = "";

	query = arena_copy(arena, query, strnlen(query, QUERY_MOST));
	while (*query != '\0') {
		size_t length = 0, letters = 0, size;

		while ((size = letter(query + length)) > 0) {
			length += size;
			letters++;
		}
		if (letters > 1)
			all = arena_format(arena, "%s%s\"%.*s\"*", all, *all == '\0' ? "" : joint,
				(int)length, query);
		query += length > 0 ? length : 1;
	}
	return all;
}

static bool select_all(
	const char *wanted, enum language language, bool is_operator, struct article_list *results)
{
	int status;

	sqlite3_bind_text(selecting, 1, wanted, -1, SQLITE_STATIC);
	while ((status = sqlite3_step(selecting)) == SQLITE_ROW) {
		const struct article *article = &articles[sqlite3_column_int64(selecting, 0) - 1];

		if (article->language == language && (is_operator || !article->for_operator) &&
			results->count < RESULTS_MOST)
			results->items[results->count++] = article;
	}
	if (status != SQLITE_DONE)
		log_event("search failed", "error=\"%s\"", sqlite3_errmsg(database));
	sqlite3_reset(selecting);
	return status == SQLITE_DONE;
}

enum result search_articles(struct arena *arena, enum language language, bool is_operator,
	const char *query, struct article_list *results)
{
	static const char *const joints[] = { " AND ", " OR " };

	*results = (struct article_list){ .items = arena_allocate(
						  arena, RESULTS_MOST * sizeof *results->items) };
	if (!open_index())
		return BROKEN;
	for (size_t i = 0; i < 2 && results->count == 0; i++) {
		const char *wanted = expression(arena, query, joints[i]);

		if (*wanted == '\0')
			break;
		if (!select_all(wanted, language, is_operator, results))
			return BROKEN;
	}
	return OK;
}
