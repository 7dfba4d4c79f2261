// SPDX-License-Identifier: GPL-3.0-or-later
#include "parameters.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char world_tones[] = {
#embed "../../Sources/Audio/world.tones" suffix(, 0)
};

static const char greeting_model[] = {
#embed "../../Sources/Detection/Speech/greeting.model" suffix(, 0)
};

static const char peers[] = {
#embed "../../Sources/Evaluation/peers.csv" suffix(, 0)
};

const char *parameters_world_tones(void) { return world_tones; }

const char *parameters_greeting_model(void) { return greeting_model; }

const char *parameters_peers(void) { return peers; }
