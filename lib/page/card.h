/*
 * card.h - the cards of « Mes abonnements », from what the store and the catalogue say.
 */
#ifndef PAGE_CARD_H
#define PAGE_CARD_H

#include "page/view.h"

/* A card per subscription. */
void cards_make(struct visit *visit, const Record__Catalogue *catalogue,
	const struct subscriptions *list, struct subscriptions_view *view);

/* The banner for a change that was just confirmed. */
void cards_confirm(struct subscriptions_view *view, const Record__Catalogue *catalogue,
	const Record__Confirmation *confirmation, const Record__Invoice *invoice);

#endif
