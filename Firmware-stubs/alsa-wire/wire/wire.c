// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC 0x45575231 /* "EWR1" */

/*
 * A cell holds a sample and, above it, the number of times that the ring had been round when it was put: what an
 * earlier round left is no sample of this one, so that nobody has to clear the ring.
 */
typedef _Atomic uint32_t cell;

struct wire {
  _Atomic uint32_t magic;
  int32_t lines;
  int32_t rate;
  double speed;
  int64_t epoch; /* CLOCK_MONOTONIC at position 0, ns */
  _Atomic int32_t broken;
  _Atomic int32_t off_hook[2][WIRE_LINES_MAX];
  cell cells[]; /* [end][line][WIRE_RING] */
};

static size_t size_for(int lines) {
  return sizeof(struct wire) + 2 * (size_t)lines * WIRE_RING * sizeof(cell);
}

static int64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

struct wire *wire_create(const char *path, int lines, int rate, double speed) {
  errno = EINVAL;
  if (lines < 1 || lines > WIRE_LINES_MAX || rate < 8000 || rate > 192000) return NULL;
  if (!(speed >= 0.01 && speed <= 1000)) return NULL;
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return NULL;
  struct wire *wire = MAP_FAILED;
  if (ftruncate(file, (off_t)size_for(lines)) == 0)
    wire = mmap(NULL, size_for(lines), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (wire == MAP_FAILED) return NULL;
  wire->lines = lines;
  wire->rate = rate;
  wire->speed = speed;
  wire->epoch = monotonic();
  atomic_store(&wire->magic, MAGIC);
  return wire;
}

struct wire *wire_map(const char *path) {
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return NULL;
  struct stat status;
  struct wire *wire = MAP_FAILED;
  if (fstat(file, &status) == 0 && (size_t)status.st_size >= size_for(1))
    wire = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (wire != MAP_FAILED && atomic_load(&wire->magic) == MAGIC && wire->lines >= 1 &&
      wire->lines <= WIRE_LINES_MAX && size_for(wire->lines) == (size_t)status.st_size)
    return wire;
  if (wire != MAP_FAILED) munmap(wire, (size_t)status.st_size);
  errno = EINVAL;
  return NULL;
}

void wire_unmap(struct wire *wire) {
  if (wire) munmap(wire, size_for(wire->lines));
}

int wire_lines(const struct wire *wire) { return wire->lines; }
int wire_rate(const struct wire *wire) { return wire->rate; }

int64_t wire_now(const struct wire *wire) {
  return (int64_t)((double)(monotonic() - wire->epoch) * 1e-9 * wire->rate * wire->speed);
}

int64_t wire_nanoseconds(const struct wire *wire, int64_t samples) {
  return (int64_t)((double)samples * 1e9 / (wire->rate * wire->speed));
}

static cell *cell_at(const struct wire *wire, enum wire_end from, int line, int64_t at) {
  size_t ring = (size_t)from * (size_t)wire->lines + (size_t)line;
  return (cell *)&wire->cells[ring * WIRE_RING + (size_t)(at % WIRE_RING)];
}

static uint32_t round_of(int64_t at) { return (uint32_t)(at / WIRE_RING + 1) & 0xffff; }

void wire_put(struct wire *wire, enum wire_end from, int line, int64_t at, int16_t sample) {
  if (at < 0) return;
  uint32_t value = round_of(at) << 16 | (uint16_t)sample;
  atomic_store_explicit(cell_at(wire, from, line, at), value, memory_order_relaxed);
}

int16_t wire_get(const struct wire *wire, enum wire_end from, int line, int64_t at) {
  if (at < 0) return 0;
  uint32_t value = atomic_load_explicit(cell_at(wire, from, line, at), memory_order_relaxed);
  return value >> 16 == round_of(at) ? (int16_t)(value & 0xffff) : 0;
}

void wire_set_off_hook(struct wire *wire, enum wire_end end, int line, int off_hook) {
  atomic_store(&wire->off_hook[end][line], off_hook != 0);
}
int wire_off_hook(const struct wire *wire, enum wire_end end, int line) {
  return atomic_load(&wire->off_hook[end][line]);
}

void wire_break(struct wire *wire, int broken) { atomic_store(&wire->broken, broken != 0); }
int wire_is_broken(const struct wire *wire) { return atomic_load(&wire->broken); }
