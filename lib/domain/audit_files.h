/*
 * audit_files.h - the attachments that tickets name against the files that are there.
 *
 * A file that is missing, or not as long as it was, is a finding; and so is one that no message
 * names and that is older than a day: a process was killed between the file and the record.
 */
#ifndef DOMAIN_AUDIT_FILES_H
#define DOMAIN_AUDIT_FILES_H

#include "domain/audit.h"

MUST_USE enum result audit_files(struct shop *shop, struct arena *arena, struct audit *audit);

#endif
