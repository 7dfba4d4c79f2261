// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DEVICE_H
#define DEVICE_H

/*
 * Comes before each of the driver's files: what it asks of the kernel is answered by the fuzzer's bytes.
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int device_open(const char *path, int flags, ...);
int device_close(int file);
int device_ioctl(int file, unsigned long request, void *data);
ssize_t device_read(int file, void *data, size_t size);
ssize_t device_write(int file, const void *data, size_t size);
int device_epoll_wait(int poll, struct epoll_event *events, int most, int timeout);
int device_epoll_ctl(int poll, int operation, int file, struct epoll_event *event);
int device_clock_gettime(clockid_t clock, struct timespec *now);

#define open device_open
#define close device_close
#define ioctl(file, request, data) device_ioctl(file, request, (void *)(data))
#define read device_read
#define write device_write
#define epoll_wait device_epoll_wait
#define epoll_ctl device_epoll_ctl
#define epoll_create1(flags) 1000
#define timerfd_create(clock, flags) 1001
#define timerfd_settime(file, flags, value, old) ((void)(value), 0)
#define clock_gettime device_clock_gettime

#endif
