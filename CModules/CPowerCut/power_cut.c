// SPDX-License-Identifier: GPL-3.0-or-later
#include "power_cut.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// A layer over SQLite's own file system. Each file is its own, with the real one behind it.
struct watched {
  sqlite3_file base;
  char name[64];
  bool is_noted;
  sqlite3_file *real;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched_prefix[512];
static struct power_cut_step *steps;
static size_t step_count, step_room;
static sqlite3_vfs *system_files;

static void note(const struct watched *file, enum power_cut_kind kind, int64_t offset,
                 const void *bytes, size_t count) {
  if (!file->is_noted) return;
  pthread_mutex_lock(&lock);
  if (step_count == step_room) {
    size_t room = step_room == 0 ? 1024 : step_room * 2;
    struct power_cut_step *more = realloc(steps, room * sizeof *more);
    if (more == NULL) abort();
    steps = more;
    step_room = room;
  }
  struct power_cut_step *step = &steps[step_count];
  memset(step, 0, sizeof *step);
  step->kind = kind;
  memcpy(step->name, file->name, sizeof step->name);
  step->offset = offset;
  step->count = count;
  if (bytes != NULL && count > 0) {
    uint8_t *copy = malloc(count);
    if (copy == NULL) abort();
    memcpy(copy, bytes, count);
    step->bytes = copy;
  }
  step_count += 1;
  pthread_mutex_unlock(&lock);
}

#define REAL(file) (((struct watched *)(file))->real)

static int w_close(sqlite3_file *f) { return REAL(f)->pMethods->xClose(REAL(f)); }
static int w_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
  return REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}
static int w_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
  int rc = REAL(f)->pMethods->xWrite(REAL(f), from, n, at);
  if (rc == SQLITE_OK) note((struct watched *)f, POWER_CUT_WRITE, at, from, (size_t)n);
  return rc;
}
static int w_truncate(sqlite3_file *f, sqlite3_int64 size) {
  int rc = REAL(f)->pMethods->xTruncate(REAL(f), size);
  if (rc == SQLITE_OK) note((struct watched *)f, POWER_CUT_TRUNCATE, size, NULL, 0);
  return rc;
}
static int w_sync(sqlite3_file *f, int flags) {
  int rc = REAL(f)->pMethods->xSync(REAL(f), flags);
  if (rc == SQLITE_OK) note((struct watched *)f, POWER_CUT_SYNC, 0, NULL, 0);
  return rc;
}
static int w_size(sqlite3_file *f, sqlite3_int64 *size) {
  return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int w_lock(sqlite3_file *f, int level) { return REAL(f)->pMethods->xLock(REAL(f), level); }
static int w_unlock(sqlite3_file *f, int level) {
  return REAL(f)->pMethods->xUnlock(REAL(f), level);
}
static int w_reserved(sqlite3_file *f, int *out) {
  return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}
static int w_control(sqlite3_file *f, int op, void *arg) {
  return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}
static int w_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
// No promise of the real device counts: a write may be torn, and nothing is in order.
static int w_device(sqlite3_file *f) {
  (void)f;
  return 0;
}
static int w_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) {
  return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, to);
}
static int w_shm_lock(sqlite3_file *f, int at, int n, int flags) {
  return REAL(f)->pMethods->xShmLock(REAL(f), at, n, flags);
}
static void w_shm_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int w_shm_unmap(sqlite3_file *f, int delete) {
  return REAL(f)->pMethods->xShmUnmap(REAL(f), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = w_close,
    .xRead = w_read,
    .xWrite = w_write,
    .xTruncate = w_truncate,
    .xSync = w_sync,
    .xFileSize = w_size,
    .xLock = w_lock,
    .xUnlock = w_unlock,
    .xCheckReservedLock = w_reserved,
    .xFileControl = w_control,
    .xSectorSize = w_sector,
    .xDeviceCharacteristics = w_device,
    .xShmMap = w_shm_map,
    .xShmLock = w_shm_lock,
    .xShmBarrier = w_shm_barrier,
    .xShmUnmap = w_shm_unmap,
};

static void identify(struct watched *file, const char *path) {
  const char *name = path == NULL ? NULL : strrchr(path, '/');
  pthread_mutex_lock(&lock);
  file->is_noted = name != NULL && watched_prefix[0] != '\0' &&
                   strncmp(path, watched_prefix, strlen(watched_prefix)) == 0;
  pthread_mutex_unlock(&lock);
  memset(file->name, 0, sizeof file->name);
  if (name != NULL) strncpy(file->name, name + 1, sizeof file->name - 1);
}

static int v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out) {
  (void)vfs;
  struct watched *file = (struct watched *)f;
  file->base.pMethods = NULL;
  file->real = (sqlite3_file *)(file + 1);
  identify(file, path);
  int rc = system_files->xOpen(system_files, path, file->real, flags, out);
  if (file->real->pMethods != NULL) file->base.pMethods = &methods;
  return rc;
}

static int v_delete(sqlite3_vfs *vfs, const char *path, int sync) {
  (void)vfs;
  int rc = system_files->xDelete(system_files, path, sync);
  struct watched file;
  identify(&file, path);
  if (rc == SQLITE_OK) note(&file, POWER_CUT_DELETE, 0, NULL, 0);
  return rc;
}

static sqlite3_vfs layer;

int power_cut_watch(const char *prefix) {
  pthread_mutex_lock(&lock);
  strncpy(watched_prefix, prefix, sizeof watched_prefix - 1);
  bool is_first = system_files == NULL;
  if (is_first) {
    system_files = sqlite3_vfs_find(NULL);
    if (system_files != NULL) {
      layer = *system_files;
      layer.pNext = NULL;
      layer.zName = "power-cut";
      layer.szOsFile = (int)sizeof(struct watched) + system_files->szOsFile;
      layer.xOpen = v_open;
      layer.xDelete = v_delete;
    }
  }
  pthread_mutex_unlock(&lock);
  if (system_files == NULL) return SQLITE_ERROR;
  return is_first ? sqlite3_vfs_register(&layer, 1) : SQLITE_OK;
}

size_t power_cut_count(void) {
  pthread_mutex_lock(&lock);
  size_t count = step_count;
  pthread_mutex_unlock(&lock);
  return count;
}

struct power_cut_step power_cut_at(size_t index) {
  struct power_cut_step step = {0};
  pthread_mutex_lock(&lock);
  if (index < step_count) step = steps[index];
  pthread_mutex_unlock(&lock);
  return step;
}

void power_cut_forget(void) {
  pthread_mutex_lock(&lock);
  watched_prefix[0] = '\0';
  for (size_t i = 0; i < step_count; i++) free((void *)steps[i].bytes);
  free(steps);
  steps = NULL;
  step_count = step_room = 0;
  pthread_mutex_unlock(&lock);
}
