// SPDX-License-Identifier: GPL-3.0-or-later

/* One channel's receivers: DTMF, five of modem_connect_tones, and super_tone_rx with twelve tones. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peer.h"

#define MODEM_TONES 5
#define AUDIOS 16

struct step {
  int f1, f2;   /* Hz; 0 for none, both 0 for silence */
  int min, max; /* ms; a max of 0 is without end */
};

/* United States: dial, ringback, busy, reorder and SIT; Great Britain: ringback, busy, congestion; Germany: busy,
   ringback; France: dial; Japan: ringback, which is 400 Hz modulated at 16. Nominal times of E.180's supplement 2, 15 %
   either way. The receiver merges frequencies that are 10 Hz apart or less, so these take eleven Goertzel filters. */
static const struct step tones[12][4] = {
    {{350, 440, 1000, 0}},
    {{440, 480, 1700, 2300}, {0, 0, 3400, 4600}},
    {{480, 620, 425, 575}, {0, 0, 425, 575}},
    {{480, 620, 212, 288}, {0, 0, 212, 288}},
    {{950, 0, 250, 450}, {1400, 0, 250, 450}, {1800, 0, 250, 450}},
    {{400, 450, 340, 460}, {0, 0, 170, 230}, {400, 450, 340, 460}, {0, 0, 1700, 2300}},
    {{400, 0, 319, 431}, {0, 0, 319, 431}},
    {{400, 0, 340, 460}, {0, 0, 297, 403}, {400, 0, 191, 259}, {0, 0, 446, 604}},
    {{425, 0, 408, 552}, {0, 0, 408, 552}},
    {{425, 0, 850, 1150}, {0, 0, 3400, 4600}},
    {{330, 440, 1000, 0}},
    {{384, 416, 850, 1150}, {0, 0, 1700, 2300}},
};

static const int modem_tones[MODEM_TONES] = {
    MODEM_CONNECT_TONES_FAX_CNG, MODEM_CONNECT_TONES_ANSAM_PR, MODEM_CONNECT_TONES_FAX_PREAMBLE,
    MODEM_CONNECT_TONES_BELL_ANS, MODEM_CONNECT_TONES_CALLING_TONE};

struct channel {
  dtmf_rx_state_t *dtmf;
  modem_connect_tones_rx_state_t *modem[MODEM_TONES];
  super_tone_rx_descriptor_t *descriptor;
  super_tone_rx_state_t *progress;
  long hits;
};

static void digits_heard(void *user, const char *digits, int count) {
  (void)digits;
  ((struct channel *)user)->hits += count;
}

static void modem_tone_heard(void *user, int code, int level, int delay) {
  (void)level, (void)delay;
  if (code != MODEM_CONNECT_TONES_NONE) ((struct channel *)user)->hits++;
}

static void progress_heard(void *user, int code, int level, int delay) {
  (void)level, (void)delay;
  if (code >= 0) ((struct channel *)user)->hits++;
}

static void open_channel(struct channel *channel) {
  channel->hits = 0;
  channel->dtmf = dtmf_rx_init(NULL, digits_heard, channel);
  for (int i = 0; i < MODEM_TONES; i++)
    channel->modem[i] = modem_connect_tones_rx_init(NULL, modem_tones[i], modem_tone_heard, channel);
  channel->descriptor = super_tone_rx_make_descriptor(NULL);
  for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
    int tone = super_tone_rx_add_tone(channel->descriptor);
    for (const struct step *step = tones[i]; step < tones[i] + 4 && step->min > 0; step++)
      super_tone_rx_add_element(channel->descriptor, tone, step->f1, step->f2, step->min, step->max);
  }
  channel->progress = super_tone_rx_init(NULL, channel->descriptor, progress_heard, channel);
}

static void close_channel(struct channel *channel) {
  dtmf_rx_free(channel->dtmf);
  for (int i = 0; i < MODEM_TONES; i++) modem_connect_tones_rx_free(channel->modem[i]);
  super_tone_rx_free(channel->progress);
  super_tone_rx_free_descriptor(channel->descriptor);
}

struct audio {
  char name[32];
  int16_t *samples;
  long count;
};

static double cpu_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A new channel hears all of the audio in frames, each of which goes to every receiver. */
static void play_round(const struct audio *audio) {
  struct channel channel;
  open_channel(&channel);
  double start = cpu_seconds();
  for (long at = 0; at + FRAME <= audio->count; at += FRAME) {
    const int16_t *frame = audio->samples + at;
    dtmf_rx(channel.dtmf, frame, FRAME);
    for (int i = 0; i < MODEM_TONES; i++) modem_connect_tones_rx(channel.modem[i], frame, FRAME);
    super_tone_rx(channel.progress, frame, FRAME);
  }
  double seconds = cpu_seconds() - start;
  printf("%s %.9f %ld\n", audio->name, seconds, channel.hits);
  fflush(stdout);
  close_channel(&channel);
}

static bool keep(struct audio *audio, const char *name, long count) {
  snprintf(audio->name, sizeof audio->name, "%s", name);
  audio->count = count;
  audio->samples = malloc((size_t)count * sizeof *audio->samples);
  return audio->samples && fread(audio->samples, sizeof *audio->samples, (size_t)count, stdin) == (size_t)count;
}

bool receive(void) {
  static struct audio audios[AUDIOS];
  int kept = 0;
  char line[80], name[32];
  long count;
  while (fgets(line, sizeof line, stdin)) {
    if (kept < AUDIOS && sscanf(line, "audio %31s %ld", name, &count) == 2 && count > 0) {
      if (!keep(&audios[kept++], name, count)) return false;
    } else if (sscanf(line, "round %31s", name) == 1) {
      int found = 0;
      while (found < kept && strcmp(audios[found].name, name) != 0) found++;
      if (found == kept) return false;
      play_round(&audios[found]);
    } else {
      return false;
    }
  }
  return true;
}
