#include "remote/smtp.h"

#include "base/log.h"
#include "base/text.h"

#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <sys/stat.h>

#define CONNECT_WITHIN 10L /* seconds */
#define WITHIN 60L
#define SECRET_MOST 256

struct smtp {
	CURL *curl;
	char url[512];
	char user[SECRET_MOST], password[SECRET_MOST];
	char problem[CURL_ERROR_SIZE];
	/* of the mail at hand */
	const char *bytes;
	size_t left;
	bool began; /* the server asked for the mail itself */
	char line[SMTP_ANSWER_SIZE];
	char down[SMTP_ANSWER_SIZE]; /* why no other mail is tried; "" while there is hope */
};

/* ---- the password ------------------------------------------------------------------------- */

static enum result complain(char *error, size_t size, const char *path, const char *what)
{
	snprintf(error, size, "%s: %s", path, what);
	log_event("mail server refused", "reason=\"%s\"", error);
	return BROKEN;
}

static enum result read_password(
	struct smtp *smtp, const char *path, char *error, size_t error_size)
{
	FILE *file = fopen(path, "re");
	struct stat status;
	bool good;

	if (file == NULL)
		return complain(error, error_size, path,
			"can't be read. Write the mail server's password into it, one line, and "
			"run `chmod 600` on it.");
	if (fstat(fileno(file), &status) != 0 || (status.st_mode & 077) != 0) {
		fclose(file);
		return complain(error, error_size, path,
			"others may read this password. Run `chmod 600` on it.");
	}
	good = fgets(smtp->password, sizeof smtp->password, file) != NULL;
	fclose(file);
	smtp->password[strcspn(smtp->password, "\r\n")] = '\0';
	if (!good || smtp->password[0] == '\0')
		return complain(error, error_size, path,
			"is empty. Write the mail server's password into it, one line.");
	return OK;
}

/* ---- opening ------------------------------------------------------------------------------ */

/* What the server says, line by line; the last one is kept.  221 is its goodbye, which follows the
 * line that a mail failed by. */
static size_t keep_line(char *bytes, size_t one, size_t size, void *context)
{
	struct smtp *smtp = context;

	if (one * size >= 3 && memcmp(bytes, "221", 3) == 0)
		return one * size;
	snprintf(smtp->line, sizeof smtp->line, "%.*s", (int)(one * size), bytes);
	smtp->line[strcspn(smtp->line, "\r\n")] = '\0';
	return one * size;
}

static size_t give_bytes(char *to, size_t one, size_t most, void *context)
{
	struct smtp *smtp = context;
	size_t size = one * most < smtp->left ? one * most : smtp->left;

	smtp->began = true;
	memcpy(to, smtp->bytes, size);
	smtp->bytes += size;
	smtp->left -= size;
	return size;
}

/* As libcurl wants it. NOLINTNEXTLINE(readability-non-const-parameter) */
static size_t drop_bytes(char *bytes, size_t one, size_t size, void *context)
{
	(void)bytes, (void)context;
	return one * size;
}

#define SET(smtp, option, value)                                                                   \
	do {                                                                                       \
		CURLcode set_ = curl_easy_setopt((smtp)->curl, option, value);                     \
		assert(set_ == CURLE_OK);                                                          \
	} while (0)

static void set_up(struct smtp *smtp, const struct smtp_settings *settings)
{
	const char *authorities = getenv("SSL_CERT_FILE");

	snprintf(smtp->url, sizeof smtp->url, "%s://%s:%d/%s",
		settings->security == SMTP_TLS ? "smtps" : "smtp", settings->host, settings->port,
		settings->name);
	SET(smtp, CURLOPT_URL, smtp->url);
	SET(smtp, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(smtp, CURLOPT_PROXY, "");
	SET(smtp, CURLOPT_NOSIGNAL, 1L);
	SET(smtp, CURLOPT_CONNECTTIMEOUT, CONNECT_WITHIN);
	SET(smtp, CURLOPT_TIMEOUT, WITHIN);
	SET(smtp, CURLOPT_USE_SSL,
		settings->security == SMTP_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	SET(smtp, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!text_is_empty(authorities))
		SET(smtp, CURLOPT_CAINFO, authorities);
	if (*settings->user != '\0') {
		SET(smtp, CURLOPT_USERNAME, smtp->user);
		SET(smtp, CURLOPT_PASSWORD, smtp->password);
	}
	SET(smtp, CURLOPT_UPLOAD, 1L);
	SET(smtp, CURLOPT_READFUNCTION, give_bytes);
	SET(smtp, CURLOPT_READDATA, smtp);
	SET(smtp, CURLOPT_HEADERFUNCTION, keep_line);
	SET(smtp, CURLOPT_HEADERDATA, smtp);
	SET(smtp, CURLOPT_WRITEFUNCTION, drop_bytes);
	SET(smtp, CURLOPT_ERRORBUFFER, smtp->problem);
}

enum result smtp_open(
	struct smtp **opened, const struct smtp_settings *settings, char *error, size_t error_size)
{
	static struct smtp smtp;
	CURLcode failed;

	assert(smtp.curl == NULL);
	smtp = (struct smtp){ 0 };
	snprintf(smtp.user, sizeof smtp.user, "%s", settings->user);
	if (*settings->user != '\0' &&
		read_password(&smtp, settings->password_file, error, error_size) != OK)
		return BROKEN;
	failed = curl_global_init(CURL_GLOBAL_DEFAULT);
	assert(failed == CURLE_OK);
	smtp.curl = curl_easy_init();
	assert(smtp.curl != NULL);
	set_up(&smtp, settings);
	*opened = &smtp;
	return OK;
}

void smtp_close(struct smtp *smtp)
{
	curl_easy_cleanup(smtp->curl);
	curl_global_cleanup();
	explicit_bzero(smtp, sizeof *smtp);
}

/* ---- sending ------------------------------------------------------------------------------ */

/* libcurl hands addresses on as they are: a line's end in one would be a command of its own. */
static bool is_safe(const char *address)
{
	if (*address == '\0')
		return false;
	for (; *address != '\0'; address++)
		if (*address <= ' ' || *address >= 0x7f || *address == '<' || *address == '>')
			return false;
	return true;
}

static bool says_never(const struct smtp *smtp, CURLcode code)
{
	bool of_the_mail = smtp->began || code == CURLE_SEND_ERROR;

	return of_the_mail && smtp->line[0] == '5' && strlen(smtp->line) >= 3;
}

/* Not about this mail: the next one would fare no better. */
static bool is_down(const struct smtp *smtp, CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_USE_SSL_FAILED:
	case CURLE_LOGIN_DENIED:
		return true;
	case CURLE_OPERATION_TIMEDOUT:
		return smtp->line[0] == '\0';
	default:
		return false;
	}
}

/* The server's last word where it was one of refusal, else what the library makes of it. */
static void explain(const struct smtp *smtp, CURLcode code, char answer[static SMTP_ANSWER_SIZE])
{
	bool refusal = smtp->line[0] == '4' || smtp->line[0] == '5';
	const char *what = smtp->problem[0] != '\0' ? smtp->problem : curl_easy_strerror(code);

	snprintf(answer, SMTP_ANSWER_SIZE, "%s", code == CURLE_OK || refusal ? smtp->line : what);
	if (!text_is_utf8(answer, strlen(answer)))
		for (char *at = answer; *at != '\0'; at++)
			*at = (unsigned char)*at >= 0x80 ? '?' : *at;
	for (char *at = answer; *at != '\0'; at++)
		*at = (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at;
}

static CURLcode perform(struct smtp *smtp, const char *from, const char *to)
{
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	CURLcode code;

	assert(recipients != NULL);
	SET(smtp, CURLOPT_MAIL_FROM, from);
	SET(smtp, CURLOPT_MAIL_RCPT, recipients);
	SET(smtp, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->left);
	code = curl_easy_perform(smtp->curl);
	SET(smtp, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(recipients);
	return code;
}

enum result smtp_send(struct smtp *smtp, const char *from, const char *to, const char *bytes,
	size_t size, char answer[static SMTP_ANSWER_SIZE])
{
	CURLcode code;

	if (!is_safe(from) || !is_safe(to)) {
		snprintf(answer, SMTP_ANSWER_SIZE, "No mail can be sent to such an address.");
		return INVALID;
	}
	if (smtp->down[0] != '\0') {
		snprintf(answer, SMTP_ANSWER_SIZE, "%s", smtp->down);
		return UNAVAILABLE;
	}
	smtp->bytes = bytes;
	smtp->left = size;
	smtp->began = false;
	smtp->line[0] = smtp->problem[0] = '\0';
	code = perform(smtp, from, to);
	explain(smtp, code, answer);
	if (code == CURLE_OK)
		return OK;
	if (says_never(smtp, code))
		return INVALID;
	if (is_down(smtp, code))
		snprintf(smtp->down, sizeof smtp->down, "%s", answer);
	return UNAVAILABLE;
}
