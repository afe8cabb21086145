#include "tools/palierctl_settle.h"

#include "base/text.h"
#include "domain/mail_file.h"
#include "page/language.h"
#include "page/mail.h"
#include "remote/smtp.h"
#include "tools/palierctl_print.h"
#include "tools/palierctl_progress.h"
#include "tools/palierctl_shop.h"

#include <inttypes.h>
#include <limits.h>

_Static_assert(MAIL_ANSWER_SIZE == SMTP_ANSWER_SIZE, "an answer fits");

struct settling {
	struct shop *shop;
	struct smtp *smtp; /* NULL: mails become files */
	struct progress progress;
};

static enum result send_mail(void *context, const Record__OutboxEntry *entry,
	const struct mail *mail, char answer[static MAIL_ANSWER_SIZE])
{
	struct settling *settling = context;

	if (settling->smtp == NULL)
		return mail_file_write(settling->shop, entry, mail, answer);
	return smtp_send(settling->smtp, mail->from, mail->to, mail->bytes, mail->size, answer);
}

static void show_progress(uint64_t done, uint64_t all, void *context)
{
	struct settling *settling = context;

	progress_show(done, all, &settling->progress);
}

/* ---- the mail server ---------------------------------------------------------------------- */

static enum exit_status open_server(const struct call *call, struct settling *settling)
{
	static const enum smtp_security securities[] = {
		[MAIL_STARTTLS] = SMTP_STARTTLS, [MAIL_TLS] = SMTP_TLS, [MAIL_PLAIN] = SMTP_PLAIN
	};
	const struct site *site = &settling->shop->site;
	const struct smtp_settings settings = { .host = site->mail.host,
		.port = (int)site->mail.port,
		.security = securities[site->mail.security],
		.user = site->mail.user,
		.password_file = arena_format(call->arena, "%s/secrets/mail", call->shop),
		.name = strchr(site->mail.from, '@') + 1 };
	char error[512];

	if (text_is_empty(site->mail.host))
		return DONE;
	return smtp_open(&settling->smtp, &settings, error, sizeof error) == OK
		       ? DONE
		       : refuse("%s", error);
}

/* Beside the programs of a build, and where they are installed. */
static void find_language(struct arena *arena)
{
	static const char *const places[] = { "../language", "../lib/palier/language" };
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	const char *directory = NULL;

	program[length > 0 ? length : 0] = '\0';
	program[length > 0 ? strrchr(program, '/') - program : 0] = '\0';
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		directory = arena_format(arena, "%s/%s", program, places[i]);
		if (access(directory, F_OK) == 0)
			break;
	}
	language_init(directory);
}

/* ---- the command -------------------------------------------------------------------------- */

static void print_counts(const struct call *call, const struct delivery *delivery, bool busy)
{
	if (call->json) {
		print_json(json_pack("{s:I, s:I, s:I, s:b}", "sent", (json_int_t)delivery->sent,
			"postponed", (json_int_t)delivery->postponed, "given_up",
			(json_int_t)delivery->given_up, "busy", busy));
		return;
	}
	if (busy)
		puts("another process is delivering what is due");
	else
		printf("%" PRIu64 " sent, %" PRIu64 " to be tried again, %" PRIu64 " given up\n",
			delivery->sent, delivery->postponed, delivery->given_up);
}

static enum exit_status deliver(const struct call *call, struct settling *settling)
{
	struct delivery delivery = {
		.render = mail_render, .send = send_mail, .tell = show_progress, .context = settling
	};
	enum result result;

	find_language(call->arena);
	progress_begin(&settling->progress, "mails delivered");
	result = delivery_run(settling->shop, &delivery);
	progress_end(&settling->progress);
	if (result != OK && result != BUSY)
		return shop_refuse(settling->shop, result);
	print_counts(call, &delivery, result == BUSY);
	return DONE;
}

enum exit_status settle_shop(const struct call *call, struct shop *shop)
{
	struct settling settling = { .shop = shop };
	enum exit_status status = open_server(call, &settling);

	if (status == DONE)
		status = deliver(call, &settling);
	if (settling.smtp != NULL)
		smtp_close(settling.smtp);
	return status;
}

enum exit_status command_settle(const struct call *call)
{
	struct shop shop;
	enum exit_status status = shop_enter(call, &shop);

	if (status == DONE)
		status = settle_shop(call, &shop);
	if (shop.arena != NULL)
		shop_close(&shop);
	return status;
}
