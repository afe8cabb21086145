/*
 * palierctl_manual.h - what is made of the table of commands while building: the manual page and
 * bash's completion, on standard output.
 */
#ifndef TOOLS_PALIERCTL_MANUAL_H
#define TOOLS_PALIERCTL_MANUAL_H

void print_manual(void);     /* roff with the man macros */
void print_completion(void); /* a script for share/bash-completion/completions */

#endif
