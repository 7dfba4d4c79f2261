// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DAHDI_CARD_H
#define DAHDI_CARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A DAHDI card in user space: a folder with the device files of DAHDI (channel, ctl, timer, pseudo, 1, 2, ...), served
 * through FUSE, whose read, write, poll and ioctl do what the kernel's driver does. What its lines lead to is the far
 * side of a loopback board. The first channels are FXO ports (FXS signalling, kewlstart), the others bearers.
 *
 * Every call returns 0 or a count, or -errno, and may come from any thread, but for those of the far side's owner.
 */

struct dahdi_card;

struct dahdi_card_settings {
  int ports;               /* FXO ports, 0 to 256 */
  int bearers;             /* clear channels behind them, 0 to 256 */
  int reverses_at_answer;  /* 1: the battery reverses when the far end answers */
  int is_alaw;             /* 1: the span's law is A-law, else mu-law */
  int has_no_tone_zone;    /* 1: no tone zone is loaded, so that the card cannot dial tones */
};

/* Mounts the card on the folder `path`, which must exist. Needs /dev/fuse and the right to mount. */
int dahdi_card_mount(const char *path, const struct dahdi_card_settings *settings, struct dahdi_card **card);

/* Unmounts and frees it. Open files get errors from then on. */
void dahdi_card_unmount(struct dahdi_card *card);

/* The loopback board whose far ends are the far side of the card's channels: near end i is channel i + 1. Only the
   thread that calls dahdi_card_advance may use it. */
int32_t dahdi_card_board(struct dahdi_card *card);

/* Moves time on by `samples`, 8 to 160, a multiple of 8: DAHDI's chunk is a millisecond. */
int dahdi_card_advance(struct dahdi_card *card, int samples);

/* Commands that were written to the file "far-side". The next one waits, if there is one, until it is answered.
   Returns its length, or 0. Owner's thread. */
int dahdi_card_command(struct dahdi_card *card, char *text, int size);
/* Answers it: 0, or -errno for the writer. */
void dahdi_card_answer(struct dahdi_card *card, int result);

/* Faults, on channel 1, 2, ... */

/* The line's battery is gone (down 1) or back (0): an alarm of the channel. */
int dahdi_card_alarm(struct dahdi_card *card, int channel, int down);
/* The card's driver lets go of the channel (1): DAHDI_EVENT_REMOVED, then ENODEV; a new open finds it only after 0. */
int dahdi_card_unplug(struct dahdi_card *card, int channel, int gone);
/* The next `times` reads and writes fail with EINTR. */
int dahdi_card_interrupt(struct dahdi_card *card, int channel, int times);
/* Reads give no more than so many bytes, the rest of the block is lost, as it is in the kernel; 0: as asked for. */
int dahdi_card_limit(struct dahdi_card *card, int channel, int bytes);
/* Queues an event as if the hardware had told it. */
int dahdi_card_event(struct dahdi_card *card, int channel, int event);
/* Requests that the channel's file has had since it was mounted. */
int64_t dahdi_card_requests(struct dahdi_card *card, int channel);

#ifdef __cplusplus
}
#endif
#endif
