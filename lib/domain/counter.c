#include "domain/counter.h"

enum result counter_value(struct unit *unit, const char *name, uint64_t *value)
{
	struct key key = key_text(name);
	Record__Counter *counter;
	enum result result = counters_find(unit, &key, &counter);

	if (result == OK)
		*value = counter->value;
	else if (result == NOT_FOUND)
		*value = 0;
	return result == NOT_FOUND ? OK : result;
}

enum result counter_next(struct unit *unit, const char *name, uint64_t *value)
{
	struct key key = key_text(name);
	Record__Counter counter = RECORD__COUNTER__INIT;
	enum result result = counter_value(unit, name, &counter.value);

	if (result != OK)
		return result;
	*value = ++counter.value;
	return counters_put(unit, &key, &counter);
}
