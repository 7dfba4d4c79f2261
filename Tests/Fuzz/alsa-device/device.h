// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DEVICE_H
#define DEVICE_H

/*
 * What the ALSA driver calls, taken over by the fuzzer. Included before anything else, so that ALSA's own headers declare
 * the names that fuzz.c defines.
 */

#define snd_pcm_open device_open
#define snd_pcm_close device_close
#define snd_pcm_hw_params_any device_any
#define snd_pcm_hw_params_set_rate_resample device_set_rate_resample
#define snd_pcm_hw_params_set_access device_set_access
#define snd_pcm_hw_params_set_format device_set_format
#define snd_pcm_hw_params_set_rate device_set_rate
#define snd_pcm_hw_params_set_channels device_set_channels
#define snd_pcm_hw_params_get_channels_min device_get_channels_min
#define snd_pcm_hw_params_get_rate device_get_rate
#define snd_pcm_hw_params_get_channels device_get_channels
#define snd_pcm_hw_params_set_period_size_near device_set_period_size_near
#define snd_pcm_hw_params_set_buffer_size_near device_set_buffer_size_near
#define snd_pcm_hw_params_get_period_size device_get_period_size
#define snd_pcm_hw_params_get_buffer_size device_get_buffer_size
#define snd_pcm_hw_params device_hw_params
#define snd_pcm_sw_params_current device_current
#define snd_pcm_sw_params_set_avail_min device_set_avail_min
#define snd_pcm_sw_params_set_start_threshold device_set_start_threshold
#define snd_pcm_sw_params device_sw_params
#define snd_pcm_prepare device_prepare
#define snd_pcm_start device_start
#define snd_pcm_resume device_resume
#define snd_pcm_avail device_avail
#define snd_pcm_readi device_readi
#define snd_pcm_writei device_writei
#define snd_pcm_poll_descriptors_count device_poll_descriptors_count
#define snd_pcm_poll_descriptors device_poll_descriptors
#define snd_pcm_poll_descriptors_revents device_poll_descriptors_revents

/* Time is the fuzzer's, and what looks for a lost device does so at once. */
#define clock_gettime device_clock_gettime
#define nanosleep device_nanosleep
#define pthread_create device_pthread_create
#define pthread_join device_pthread_join

#endif
