/*
 * tables.h - every table of the shop, its record and its key.  schema.proto has the records.
 *
 * Keys begin with the customer where there is one, so that what belongs together lies together.
 */
#ifndef DOMAIN_TABLES_H
#define DOMAIN_TABLES_H

#include "domain/catalogue.h"
#include "domain/counter.h"
#include "domain/nonce.h"
#include "domain/schema.pb-c.h"
#include "store/table.h"

/* by customer id */
TABLE(customers, Record__Customer, record__customer__descriptor)
/* by the address in lower case */
TABLE(emails, Record__Email, record__email__descriptor)
/* by customer id */
TABLE(imports, Record__Import, record__import__descriptor)
/* by the hash of the cookie */
TABLE(sessions, Record__Session, record__session__descriptor)
/* by the hidden account or address */
TABLE(throttles, Record__Throttle, record__throttle__descriptor)
/* by customer, subscription id */
TABLE(subscriptions, Record__Subscription, record__subscription__descriptor)
/* by subscription id */
TABLE(owners, Record__SubscriptionOwner, record__subscription_owner__descriptor)
/* by customer, number */
TABLE(invoices, Record__Invoice, record__invoice__descriptor)
/* by customer, quote id */
TABLE(confirmations, Record__Confirmation, record__confirmation__descriptor)
/* by customer, number of the entry */
TABLE(journal_entries, Record__JournalEntry, record__journal_entry__descriptor)
/* by the shop's count of entries, modulo how many are kept */
TABLE(recent_entries, Record__RecentEntry, record__recent_entry__descriptor)
/* by entry id */
TABLE(outbox_entries, Record__OutboxEntry, record__outbox_entry__descriptor)
/* by outbox entry id */
TABLE(deliveries, Record__Delivery, record__delivery__descriptor)
/* by article, voter */
TABLE(votes, Record__Vote, record__vote__descriptor)
/* by article, instant, voter: votes that have a reason */
TABLE(reasons_of_articles, Record__ReasonOfArticle, record__reason_of_article__descriptor)
/* by article */
TABLE(tallies, Record__Tally, record__tally__descriptor)
/* by ticket id */
TABLE(tickets, Record__Ticket, record__ticket__descriptor)
/* by ticket id, number of the message */
TABLE(ticket_messages, Record__TicketMessage, record__ticket_message__descriptor)
/* by customer, ticket id */
TABLE(tickets_of_customers, Record__TicketOfCustomer, record__ticket_of_customer__descriptor)
/* by state, ticket id */
TABLE(tickets_in_states, Record__TicketInState, record__ticket_in_state__descriptor)
/* by the form's own number, hashed with its author */
TABLE(postings, Record__Posting, record__posting__descriptor)

/* All of them, NULL behind the last: what a store is opened with. */
#define TABLES_MOST 32
extern const struct table *const domain_tables[];

#endif
