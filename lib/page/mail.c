#include "page/mail.h"

#include "base/text.h"
#include "page/mail_content.h"
#include "page/mail_mime.h"
#include "page/mail_ticket.h"
#include "page/mail_upgrade.h"

#include <assert.h>
#include <inttypes.h>

#define MAIL_MOST ((size_t)8 << 20)

/* One of the list in outbox.h. */
static const struct kind {
	const char *name;
	mail_tell *tell;
} kinds[] = {
	{ "upgraded", mail_tell_upgraded },
	{ "ticket-opened", mail_tell_ticket_opened },
	{ "ticket-answered", mail_tell_ticket_answered },
	{ "ticket-new", mail_tell_ticket_new },
	{ "ticket-reply", mail_tell_ticket_reply },
};

static enum result tell(struct mail_work *work)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_equal(kinds[i].name, work->entry->kind))
			return kinds[i].tell(work);
	return NOT_FOUND;
}

/* Of the shop's own address for mail: a name that nobody else numbers under. */
static const char *id_of(const struct mail_work *work)
{
	const Record__OutboxEntry *entry = work->entry;

	return arena_format(work->content.arena, "palier.%" PRIu64 ".%" PRId64 "%s", entry->id,
		entry->created, strchr(work->shop->site.mail.from, '@'));
}

static void write_mail(const struct mail_work *work, struct mail *mail)
{
	const struct site *site = &work->shop->site;
	const struct mail_mime mime = {
		.from = { site->name, site->mail.from },
		.to = work->to,
		.reply_to = { site->name, site->support },
		.subject = work->content.subject,
		.id = id_of(work),
		.language = language_code(work->content.language),
		.date = { work->entry->created },
		.text = mail_as_text(&work->content),
		.html = mail_as_html(&work->content),
	};
	struct buffer out;

	buffer_init(&out, MAIL_MOST);
	mail_mime_write(&out, &mime);
	assert(!out.overflow);
	mail->from = site->mail.from;
	mail->to = work->to.address;
	mail->size = out.length;
	mail->bytes = arena_copy(work->content.arena, out.bytes, out.length);
	buffer_free(&out);
}

enum result mail_render(
	struct shop *shop, struct arena *arena, const Record__OutboxEntry *entry, struct mail *mail)
{
	struct mail_work work = { .shop = shop, .entry = entry };
	enum result result;

	work.content.arena = arena;
	if (!language_of(entry->language, &work.content.language))
		work.content.language = (enum language)shop->site.language;
	result = tell(&work);
	if (result == OK && !text_is_email(work.to.address))
		result = INVALID;
	if (result != OK)
		return result;
	mail_say(&work.content, shop->site.name);
	write_mail(&work, mail);
	return OK;
}
