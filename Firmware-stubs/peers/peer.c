// SPDX-License-Identifier: GPL-3.0-or-later

#include "peer.h"

#include <string.h>

static const char usage[] =
    "usage: spandsp receive\n"
    "         audio NAME COUNT     then COUNT 16-bit samples in the machine's order: kept under this name\n"
    "         round NAME           hears them, and answers: NAME CPU-SECONDS HITS\n"
    "       spandsp send SIGNAL >FILE.s16       8000 samples a second\n"
    "         tone cng|ced|ans-pr|ansam|ansam-pr|bell|calling-tone SECONDS\n"
    "         cadence SECONDS HZ+HZ@DBM0:MS ...   each step; 0+0@0:MS is silence\n"
    "         fsk v21-1|v21-2|v23-1|v23-2|bell103-answer|bell103-call|bell202|edt SECONDS\n"
    "         text baudot45|baudot50 TEXT\n"
    "         dtmf|mf|r2-forward|r2-backward DIGITS\n"
    "         fax-ROLE|v8-ROLE|v22bis-ROLE SECONDS\n"
    "                              one party of two: call, answer, or alone, which calls and hears nobody\n";

void put_frame(const int16_t *samples, int count) {
  fwrite(samples, sizeof *samples, (size_t)count, stdout);
}

int main(int count, char *words[]) {
  bool done = false;
  if (count == 2 && strcmp(words[1], "receive") == 0) {
    done = receive();
  } else if (count > 2 && strcmp(words[1], "send") == 0) {
    done = send(count - 2, words + 2);
  }
  if (!done) {
    fputs(usage, stderr);
    return 2;
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
