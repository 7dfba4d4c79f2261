// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef REGISTRY_H
#define REGISTRY_H

#include "board.h"

/* For a driver's own calls beyond the table: the state of an open board of this driver, with the board taken for
   this thread until board_let_go. 0; -EBADF, -EBUSY as everywhere; -EINVAL another driver's board. */
int board_take(int32_t board, const struct board_driver *driver, void **state);
void board_let_go(int32_t board);

extern const struct board_driver loopback_driver;
extern const struct board_driver alsa_driver;
extern const struct board_driver dahdi_driver;
extern const struct board_driver dialogic_driver;

#endif
