// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef R4_H
#define R4_H

#include <stdint.h>

/*
 * What of the R4 voice and Global Call APIs of Dialogic boards and HMP is used: numbers and layouts as the vendor documents them for
 * 64-bit Linux. Nothing of the vendor's is needed to build; its libraries are looked for when a board is opened.
 */

/* Modes, hook states. */
#define EV_ASYNC 0x8000
#define DX_ONHOOK 0
#define DX_OFFHOOK 1

/* Event types. */
#define TDX_PLAY 0x81
#define TDX_RECORD 0x82
#define TDX_DIAL 0x84
#define TDX_CST 0x86
#define TDX_SETHOOK 0x87
#define TDX_ERROR 0x89

/* Call status transitions, and the mask that asks for one. */
#define DE_RINGS 1
#define DE_LCON 4
#define DE_LCOF 5
#define DE_RNGOFF 7
#define DE_LCREV 13
#define DM(event) (1u << ((event) - 1))

/* Transfers. */
#define IO_EOT 0x04
#define IO_UIO 0x10
#define FILE_FORMAT_VOX 1
#define DATA_FORMAT_MULAW 7

/* Global Call: events, and the cause of a call that is over. */
#define GCEV_TASKFAIL 0x801
#define GCEV_CALLPROGRESS 0x803
#define GCEV_DROPCALL 0x805
#define GCEV_OPENEX 0x818
#define GCEV_OPENEX_FAIL 0x819
#define GCEV_ALERTING 0x821
#define GCEV_CONNECTED 0x822
#define GCEV_DISCONNECTED 0x826
#define GCEV_PROCEEDING 0x827
#define GCEV_BLOCKED 0x832
#define GCEV_UNBLOCKED 0x833
#define GCEV_RELEASECALL 0x859
#define GC_NORMAL_CLEARING 0x10

struct dx_cst {
  unsigned short cst_event;
  unsigned short cst_data;
};

struct dx_iott {
  unsigned short io_type;
  unsigned short rfu;
  int io_fhandle;
  char *io_bufp;
  unsigned long io_offset;
  long io_length;
  struct dx_iott *io_nextp;
  struct dx_iott *io_prevp;
};

struct dx_xpb {
  unsigned short wFileFormat;
  unsigned short wDataFormat;
  unsigned long nSamplesPerSec;
  unsigned short wBitsPerSample;
};

struct dx_uio {
  int (*u_read)(int handle, void *buffer, unsigned count);
  int (*u_write)(int handle, void *buffer, unsigned count);
  long (*u_seek)(int handle, long offset, int whence);
};

/* The entry points, found in libdxxx, libsrl and, for listening while speaking, libec; for digital lines libgc. */
struct r4 {
  int (*dx_open)(const char *name, int flags);
  int (*dx_close)(int device);
  int (*dx_sethook)(int device, int state, unsigned short mode);
  int (*dx_dial)(int device, char *digits, const void *analysis, unsigned short mode);
  int (*dx_setevtmsk)(int device, unsigned mask);
  int (*dx_stopch)(int device, unsigned short mode);
  int (*dx_setuio)(struct dx_uio functions);
  int (*dx_setchxfercnt)(int device, int size);
  int (*dx_playiottdata)(int device, struct dx_iott *transfer, const void *ends, const struct dx_xpb *format,
                         unsigned short mode);
  int (*dx_reciottdata)(int device, struct dx_iott *transfer, const void *ends, struct dx_xpb *format,
                        unsigned short mode);
  int (*ec_stream)(int device, void *ends, struct dx_xpb *format, int (*heard)(int, char *, unsigned),
                   unsigned short mode); /* NULL where there is no libec */
  long (*sr_waitevt)(long timeout);
  long (*sr_getevtdev)(unsigned long event);
  long (*sr_getevttype)(unsigned long event);
  void *(*sr_getevtdatap)(unsigned long event);
  int (*gc_Start)(void *parameters); /* these are NULL where there is no libgc */
  int (*gc_OpenEx)(int *line, char *name, int mode, void *attribute);
  int (*gc_Close)(int line);
  int (*gc_GetVoiceH)(int line, int *device);
  int (*gc_MakeCall)(int line, int *call, char *number, void *block, int timeout, unsigned long mode);
  int (*gc_DropCall)(int call, int cause, unsigned long mode);
  int (*gc_ReleaseCallEx)(int call, unsigned long mode);
};

#endif
