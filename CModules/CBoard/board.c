// SPDX-License-Identifier: GPL-3.0-or-later
#include "board.h"
typedef int board_placeholder;
