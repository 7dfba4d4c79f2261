// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef BOARD_H
#define BOARD_H
#endif
