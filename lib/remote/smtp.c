#include "remote/smtp.h"

#include "base/text.h"

#include <curl/curl.h>

#define CONNECT_SECONDS 10L
#define WHOLE_SECONDS 60L

struct smtp {
	CURL *curl;
	char url[512];
	char line[sizeof((struct smtp_answer *)NULL)->text]; /* the server's last one, or its
								refusal */
	int lines;
	const char *bytes;
	size_t size, sent;
};

/* What the server says, line by line; as libcurl wants it.
 * NOLINTNEXTLINE(readability-non-const-parameter) */
static size_t hear(char *text, size_t unit, size_t count, void *context)
{
	struct smtp *smtp = context;
	char line[sizeof smtp->line];
	size_t size = unit * count, length = 0;

	for (size_t i = 0; i < size && length + 1 < sizeof line; i++)
		if (text[i] >= ' ' && text[i] < 0x7f)
			line[length++] = text[i];
	line[length] = '\0';
	/* A farewell doesn't tell why one parts. */
	if (smtp->line[0] != '4' && smtp->line[0] != '5')
		memcpy(smtp->line, line, length + 1);
	smtp->lines++;
	return size;
}

static size_t give(char *into, size_t unit, size_t count, void *context)
{
	struct smtp *smtp = context;
	size_t left = smtp->size - smtp->sent, size = unit * count;

	if (size > left)
		size = left;
	memcpy(into, smtp->bytes + smtp->sent, size);
	smtp->sent += size;
	return size;
}

static bool set_up(struct smtp *smtp, const struct smtp_server *server)
{
	CURL *curl = smtp->curl;
	bool fine;

	snprintf(smtp->url, sizeof smtp->url, "%s://%s:%u/%s",
		server->security == SMTP_TLS ? "smtps" : "smtp", server->host, server->port,
		server->name);
	fine = curl_easy_setopt(curl, CURLOPT_URL, smtp->url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT, WHOLE_SECONDS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, smtp) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_READFUNCTION, give) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_READDATA, smtp) == CURLE_OK;
	if (server->security == SMTP_STARTTLS)
		fine = fine &&
		       curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) == CURLE_OK;
	if (!text_is_empty(server->authority))
		fine = fine &&
		       curl_easy_setopt(curl, CURLOPT_CAINFO, server->authority) == CURLE_OK;
	if (!text_is_empty(server->user))
		fine = fine && curl_easy_setopt(curl, CURLOPT_USERNAME, server->user) == CURLE_OK &&
		       curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password) == CURLE_OK;
	return fine;
}

enum result smtp_open(struct smtp **smtp, const struct smtp_server *server)
{
	*smtp = calloc(1, sizeof **smtp);
	if (*smtp == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return UNAVAILABLE;
	(*smtp)->curl = curl_easy_init();
	if ((*smtp)->curl != NULL && set_up(*smtp, server))
		return OK;
	smtp_close(*smtp);
	*smtp = NULL;
	return UNAVAILABLE;
}

void smtp_close(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	curl_easy_cleanup(smtp->curl);
	curl_global_cleanup();
	free(smtp);
}

/* libcurl hands on whatever stands in an address, line ends and all. */
static bool can_be_written_to(const char *address)
{
	if (!text_is_email(address))
		return false;
	for (; *address != '\0'; address++)
		if (*address <= ' ' || *address >= 0x7f || *address == '<' || *address == '>')
			return false;
	return true;
}

/* A refusal is the mail's own when it came after the greeting. */
static enum smtp_fate judge(struct smtp *smtp, CURLcode code)
{
	long status = 0, connections = 0;

	curl_easy_getinfo(smtp->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(smtp->curl, CURLINFO_NUM_CONNECTS, &connections);
	switch (code) {
	case CURLE_OK:
		return SMTP_TAKEN;
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_PEER_FAILED_VERIFICATION:
		return SMTP_UNREACHABLE;
	case CURLE_SEND_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_REMOTE_ACCESS_DENIED:
		if (status >= 500 && status < 600 && !(connections > 0 && smtp->lines <= 1))
			return SMTP_REFUSED;
		return SMTP_LATER;
	default:
		return SMTP_LATER;
	}
}

void smtp_send(struct smtp *smtp, const char *from, const char *to, const char *bytes, size_t size,
	struct smtp_answer *answer)
{
	char sender[300], recipient[300];
	struct curl_slist *recipients;
	CURLcode code;

	*answer = (struct smtp_answer){ SMTP_REFUSED, "this address can't be written to" };
	if (!can_be_written_to(from) || !can_be_written_to(to))
		return;
	snprintf(sender, sizeof sender, "<%s>", from);
	snprintf(recipient, sizeof recipient, "<%s>", to);
	recipients = curl_slist_append(NULL, recipient);
	smtp->bytes = bytes;
	smtp->size = size;
	smtp->sent = 0;
	smtp->lines = 0;
	smtp->line[0] = '\0';
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, sender);
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
	code = curl_easy_perform(smtp->curl);
	answer->fate = judge(smtp, code);
	/* A line of the server's that isn't a refusal explains nothing. */
	if (code == CURLE_OK || smtp->line[0] == '4' || smtp->line[0] == '5')
		snprintf(answer->text, sizeof answer->text, "%s", smtp->line);
	else
		snprintf(answer->text, sizeof answer->text, "%s", curl_easy_strerror(code));
	curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(recipients);
}
