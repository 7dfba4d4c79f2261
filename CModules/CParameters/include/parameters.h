// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are compiled in, so that none is needed at run time: their text as it stands, UTF-8. In C, because a compiler
// of Swift takes as long for each of them as for a hundred source files.
#ifndef EARSHOT_PARAMETERS_H
#define EARSHOT_PARAMETERS_H

/// The world's exchange tones: Sources/Audio/world.tones.
const char *parameters_world_tones(void);

/// What tells a person from a machine: Sources/Detection/Speech/greeting.model.
const char *parameters_greeting_model(void);

/// How often other detectors are right: Sources/Evaluation/peers.csv.
const char *parameters_peers(void);

#endif
