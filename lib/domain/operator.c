#include "domain/operator.h"

#include "base/text.h"
#include "domain/account.h"

bool operator_reason_is_good(const char *reason)
{
	size_t length = strlen(reason);

	return strspn(reason, " ") < length && length <= OPERATOR_REASON_MOST &&
	       text_is_utf8(reason, length) && text_is_clean(reason, false);
}

static enum result judge(const Record__Customer *customer)
{
	return customer->role == RECORD__ROLE__OPERATOR && !customer->locked ? OK : FORBIDDEN;
}

enum result operator_find(struct unit *unit, const char *email, Record__Customer **customer)
{
	enum result result = customer_find_by_email(unit, email, customer);

	return result == OK ? judge(*customer) : result;
}

enum result operator_check(struct unit *unit, uint64_t id)
{
	Record__Customer *customer;
	enum result result = customer_find(unit, id, &customer);

	if (result == NOT_FOUND)
		return FORBIDDEN;
	return result == OK ? judge(customer) : result;
}
