// SPDX-License-Identifier: GPL-3.0-or-later
#include <opus/opus.h>

// The library's settings are variadic functions, which Swift does not call.
static inline int opus_decoder_forget(OpusDecoder *decoder) { return opus_decoder_ctl(decoder, OPUS_RESET_STATE); }

static inline int opus_encoder_tune(OpusEncoder *encoder, int bits_per_second, int complexity, int loss_percent) {
  int error = opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bits_per_second));
  if (!error) error = opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
  if (!error) error = opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(1));
  if (!error) error = opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(loss_percent));
  return error;
}
