/* visit.h - as little of a visit as compiled templates want, for their tests. */
#ifndef PAGE_VISIT_H
#define PAGE_VISIT_H

#include "page/print.h"

struct visit {
	struct print print;
};

#endif
