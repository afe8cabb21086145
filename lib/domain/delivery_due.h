/*
 * delivery_due.h - when somebody should deliver next: an instant of the shop's clock in
 * data/delivery.
 *
 * There is no cron: whoever serves a page looks after its answer whether the time has come, and
 * starts a delivery.  Who starts one puts the instant off by a minute, so that others don't, and
 * a delivery that died is started again; the delivery then writes when the next one is due.
 */
#ifndef DOMAIN_DELIVERY_DUE_H
#define DOMAIN_DELIVERY_DUE_H

#include "domain/shop.h"

#define DELIVERY_NEVER INT64_MAX

void delivery_due_write(const struct shop *shop, int64_t due);

/* True: the caller starts a delivery now.  added: something was just put in the outbox.  A delivery
 * that is at work finds it by itself before it ends, so none is started beside it. */
bool delivery_due_take(const struct shop *shop, bool added);

#endif
