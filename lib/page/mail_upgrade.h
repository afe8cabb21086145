/*
 * mail_upgrade.h - the mail behind an upgrade: what changed, what it costs, what comes next.
 */
#ifndef PAGE_MAIL_UPGRADE_H
#define PAGE_MAIL_UPGRADE_H

#include "page/mail_work.h"

mail_tell mail_tell_upgraded;

#endif
