#include "page/page.h"

#include "base/log.h"
#include "base/text.h"
#include "domain/session.h"
#include "http/gateway.h"
#include "page/access.h"
#include "page/problem.h"
#include "page/receive.h"
#include "page/settle.h"
#include "page/templates.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>

#define REQUEST_MEMORY (size_t)(8 << 20)

/* ---- the shop that this process serves ------------------------------------------------------ */

/* PALIER_SHOP, or the path in the file shop.path beside the program: shared hosts can't hand an
 * environment to a program. */
static const char *find_shop(struct arena *arena)
{
	const char *given = getenv("PALIER_SHOP");
	char program[512], line[512];
	ssize_t length;
	FILE *file;
	char *slash;

	if (!text_is_empty(given))
		return given;
	length = readlink("/proc/self/exe", program, sizeof program - 1);
	if (length <= 0)
		return NULL;
	program[length] = '\0';
	slash = strrchr(program, '/');
	*slash = '\0';
	file = fopen(arena_format(arena, "%s/shop.path", program), "re");
	if (file == NULL)
		return NULL;
	given = fgets(line, sizeof line, file) == NULL ? NULL : arena_text(arena, line);
	fclose(file);
	if (given != NULL)
		*strchrnul(given, '\n') = '\0';
	return text_is_empty(given) ? NULL : given;
}

static enum result open_shop(struct shop *shop, struct arena *arena)
{
	struct config_error error;
	const char *directory = find_shop(arena);

	if (directory == NULL) {
		log_event("shop not found",
			"remedy=\"set PALIER_SHOP, or write its path into shop.path beside the "
			"program\"");
		return BROKEN;
	}
	return shop_open(shop, directory, &error);
}

/* ---- finding out what is asked ----------------------------------------------------------------
 */

/* "/subscriptions/{id}/upgrade" against the path; the pieces stay in the visit. */
static bool path_matches(struct visit *visit, const char *pattern)
{
	const char *path = visit->request.path;
	size_t count = 0;

	while (*pattern != '\0') {
		if (*pattern == '{') {
			size_t length = strcspn(path, "/");

			assert(count < VISIT_PIECES_MOST);
			if (length == 0)
				return false;
			visit->pieces[count++] = arena_copy(visit->arena, path, length);
			path += length;
			pattern = strchr(pattern, '}') + 1;
		} else if (*pattern++ != *path++)
			return false;
	}
	return *path == '\0';
}

/* What the address says, else the cookie, else the browser, else the shop. */
static void choose_language(struct visit *visit, const char *asked)
{
	enum language language;

	visit->preference = preference_read(
		cookie_find(visit->request.cookies, "lang", visit->response.secure, visit->arena));
	if (language_of(asked, &language))
		visit_prefer_language(visit, language);
	else if (visit->preference.has_language)
		visit->print.language = visit->preference.language;
	else
		visit->print.language = language_accept(
			visit->request.accept_language, (enum language)visit->shop->site.language);
}

static const char *allowed(struct visit *visit, const struct page *page)
{
	(void)visit;
	return page->get == NULL ? "POST" : page->post == NULL ? "GET, HEAD" : "GET, HEAD, POST";
}

/* ---- one visit ----------------------------------------------------------------------------------
 */

/* Who has to sign in first is asked to, whatever was sent: nothing of it is carried out. */
static enum result admit(struct visit *visit, const struct page *page, const char *csrf)
{
	enum result result = access_identify(visit);

	if (result == OK)
		result = access_admit(visit, page->access);
	return result == OK && visit->request.method == METHOD_POST
		       ? access_check_origin(visit, csrf)
		       : result;
}

static void run(struct visit *visit, const struct page *page, enum result result)
{
	struct received received = { .csrf = "", .lang = "" };
	bool post = visit->request.method == METHOD_POST;
	page_handler *handler = post ? page->post : page->get;

	if (result == OK && !path_matches(visit, page->path))
		result = NOT_FOUND;
	if (post && page->get != NULL && result != NOT_FOUND)
		visit->form = visit->request.path;
	if (result == OK && visit->request.method != METHOD_OTHER && handler != NULL)
		result = receive(visit, page, &received);
	choose_language(visit, received.lang);
	if (result == OK && (visit->request.method == METHOD_OTHER || handler == NULL)) {
		problem_answer_method(visit, allowed(visit, page));
		return;
	}
	if (result == OK && page->access != ACCESS_MACHINE)
		result = admit(visit, page, received.csrf);
	if (result == OK)
		result = handler(visit);
	if (result != OK)
		problem_answer(visit, result);
}

static enum result touch(struct unit *unit, void *visit)
{
	return session_touch(unit, ((struct visit *)visit)->token, clock_machine());
}

/* What needn't keep the visitor waiting.  A failure here was logged and costs nobody anything. */
static void tidy(struct visit *visit)
{
	enum result result = OK;

	uploads_discard(&visit->uploads);
	if (visit->session_is_stale)
		result = store_write(visit->shop->store, visit->arena, STORE_NOSYNC, touch, visit);
	(void)result;
	settle_if_due(visit->shop);
}

static void answer(struct visit *visit, const struct page *page, struct gateway *gateway)
{
	bool head;
	enum result result = request_read(&visit->request, gateway, visit->arena);

	log_set_request(visit->request.id);
	secrets_follow(&visit->shop->secrets, visit->shop->directory);
	request_trust(
		&visit->request, visit->shop->site.proxies.items, visit->shop->site.proxies.count);
	head = visit->request.method == METHOD_HEAD;
	run(visit, page, result);
	problem_log(visit, &page->fields);
	if (store_is_worn(visit->shop->store))
		gateway_leave(gateway);
	if (response_send(&visit->response, gateway, head) != OK) {
		problem_answer(visit, BROKEN);
		problem_log(visit, &page->fields);
		if (response_send(&visit->response, gateway, head) != OK)
			gateway_leave(gateway);
	}
	gateway_finish(gateway);
	tidy(visit);
	log_set_request("");
}

static void clear(struct visit *visit)
{
	struct arena *arena = visit->arena;
	struct shop *shop = visit->shop;
	struct response response = visit->response;

	arena_reset(arena);
	response_clear(&response);
	*visit = (struct visit){ .arena = arena, .shop = shop, .response = response };
	visit->print.out = &visit->response.body;
}

/* While the file data/filling is there, a process keeps its first request: so the pools of a
 * server that has just started fill up (lib/tools/serve.sh). */
static void wait_while_filling(const struct shop *shop)
{
	const struct timespec step = { .tv_nsec = 10 * 1000000L };
	const char *path = shop_path(shop, "data/filling");

	for (int i = 0; i < 1000 && access(path, F_OK) == 0; i++)
		nanosleep(&step, NULL);
}

/* Again at every request for as long as it fails: the operator may have mended it meanwhile. */
static enum result reopen(struct visit *visit)
{
	enum result result;

	if (visit->shop->arena != NULL)
		shop_close(visit->shop);
	result = open_shop(visit->shop, visit->arena);
	visit->response.secure = visit->shop->site.https;
	return result;
}

/* Not as plain CGI, where each request would have both. */
static void log_course(const struct gateway *gateway, const char *event)
{
	if (!gateway_is_cgi(gateway))
		log_event(event, "name=%s process=%d", program_invocation_short_name, getpid());
}

int page_main(const struct page *page)
{
	static struct shop shop;
	static struct visit visit = { .shop = &shop };
	struct gateway *gateway = gateway_open();
	enum result opened;
	bool first = true;

	visit.arena = arena_open(REQUEST_MEMORY);
	response_init(&visit.response, false);
	language_init(NULL);
	/* Before the first request comes: it needn't wait for this. */
	opened = reopen(&visit);
	if (opened == OK)
		log_course(gateway, "program started");
	while (gateway_accept(gateway)) {
		clear(&visit);
		if (opened != OK && !first)
			opened = reopen(&visit);
		if (opened == OK) {
			if (first && !gateway_is_cgi(gateway))
				wait_while_filling(&shop);
			answer(&visit, page, gateway);
		} else
			problem_answer_closed(&visit, gateway);
		first = false;
	}
	if (opened == OK)
		log_course(gateway, "program ended");
	if (shop.arena != NULL)
		shop_close(&shop);
	response_free(&visit.response);
	arena_close(visit.arena);
	return opened == OK ? 0 : 1;
}
