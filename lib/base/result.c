#include "base/result.h"

static const char *const names[RESULTS] = {
	[OK] = "ok",
	[NOT_FOUND] = "not-found",
	[EXISTS] = "exists",
	[INVALID] = "invalid",
	[WRONG] = "wrong",
	[EXPIRED] = "expired",
	[STALE] = "stale",
	[ILLEGAL] = "illegal",
	[SIGNED_OUT] = "signed-out",
	[FORBIDDEN] = "forbidden",
	[THROTTLED] = "throttled",
	[BUSY] = "busy",
	[TOO_LARGE] = "too-large",
	[UNAVAILABLE] = "unavailable",
	[FULL] = "full",
	[READ_ONLY] = "read-only",
	[BROKEN] = "broken",
};

const char *result_name(enum result result)
{
	return result < RESULTS ? names[result] : "unknown";
}
