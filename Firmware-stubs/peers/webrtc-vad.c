// SPDX-License-Identifier: GPL-3.0-or-later
// The voice activity detector of WebRTC, as a program: Debian's libwebrtc-audio-processing exports it and ships no header of it.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct WebRtcVadInst VadInst;
VadInst *WebRtcVad_Create(void);
int WebRtcVad_Init(VadInst *vad);
int WebRtcVad_set_mode(VadInst *vad, int mode);
int WebRtcVad_Process(VadInst *vad, int rate, const int16_t *frame, size_t length);
void WebRtcVad_Free(VadInst *vad);

static const char usage[] =
    "usage: webrtc-vad receive\n"
    "         audio COUNT          then COUNT 16-bit samples in the machine's order, 8000 a second: answers with a\n"
    "                              hexadecimal digit for each 20 ms, whose bit N says that mode N hears a voice\n";

enum { modes = 4, frame = 160 };

static int hear(long count) {
  VadInst *vads[modes];
  for (int mode = 0; mode < modes; mode++) {
    vads[mode] = WebRtcVad_Create();
    if (!vads[mode] || WebRtcVad_Init(vads[mode]) || WebRtcVad_set_mode(vads[mode], mode)) return 1;
  }
  for (int16_t samples[frame]; count > 0; count -= frame) {
    size_t length = count < frame ? (size_t)count : frame;
    if (fread(samples, sizeof *samples, length, stdin) != length) return 1;
    if (length < frame) break;
    int heard = 0;
    for (int mode = 0; mode < modes; mode++) {
      heard |= (WebRtcVad_Process(vads[mode], 8000, samples, frame) == 1) << mode;
    }
    putchar("0123456789abcdef"[heard]);
  }
  for (int mode = 0; mode < modes; mode++) WebRtcVad_Free(vads[mode]);
  putchar('\n');
  return fflush(stdout);
}

int main(int count, char *words[]) {
  if (count != 2 || strcmp(words[1], "receive") != 0) {
    fputs(usage, stderr);
    return 2;
  }
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    char *rest = line + 6;
    if (strncmp(line, "audio ", 6) != 0) return 2;
    long samples = strtol(rest, &rest, 10);
    if (samples < 0 || *rest != '\n') return 2;
    if (hear(samples) != 0) return 1;
  }
  return 0;
}
