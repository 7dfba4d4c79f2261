// SPDX-License-Identifier: GPL-3.0-or-later

/* Counts what a thread allocates, for tests: a program that links this allocates through it. */

#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <stdbool.h>

/* Allocations of the calling thread since it began: malloc, calloc, realloc and the aligned ones. */
long allocations_of_thread(void);

/* Whether they are counted: not where the C library is another than glibc, and not under a sanitizer, which has its own. */
bool allocations_are_counted(void);

#endif
