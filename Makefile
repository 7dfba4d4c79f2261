# SPDX-License-Identifier: GPL-3.0-or-later
# make run     a whole campaign on simulated lines, watched in the terminal
# make test    all tests
# make build   .build/release/earshot
# make deps    the Debian packages that these need
# make peers   .build/peers: others' receivers, for the tests and for earshot bench tones and earshot bench vad

SWIFT ?= swift
# What the product links, what speaks and reads the samples, what the tests and the peers use.
PACKAGES = libfftw3-dev libsndfile1-dev libsamplerate0-dev libsqlite3-dev libcairo2-dev fonts-dejavu-core pkg-config espeak-ng sox minimodem libspandsp-dev libwebrtc-audio-processing-dev libre-dev sip-tester baresip-core
SOURCES = Package.swift Sources Tests Firmware-stubs
RUN ?=

.PHONY: build run test deps peers lint samples clean

build: deps
	$(SWIFT) build -c release --product earshot

run: build
	.build/release/earshot run $(RUN)

test: deps peers
	$(SWIFT) build --build-tests
	# One at a time: boards, sockets and whole campaigns run at their own pace and want the machine to themselves.
	$(SWIFT) test --skip-build --disable-xctest --no-parallel

deps:
	@missing=$$(for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || echo $$package; \
	done); \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then root=; else root=sudo; fi; \
	  echo "Installing Debian packages that Earshot needs:" $$missing; \
	  $$root apt-get -o DPkg::Lock::Timeout=900 update -q && \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 install -y \
	    --no-install-recommends $$missing; \
	fi

peers: deps .build/peers/spandsp .build/peers/webrtc-vad

PEER = $(CC) -std=c11 -D_DEFAULT_SOURCE -O2 -Wall -Wextra -Werror $(filter %.c,$^) -o $@

.build/peers/spandsp: $(addprefix Firmware-stubs/peers/,peer.c dialogues.c receivers.c transmitters.c peer.h)
	mkdir -p $(@D)
	$(PEER) -lspandsp

.build/peers/webrtc-vad: Firmware-stubs/peers/webrtc-vad.c
	mkdir -p $(@D)
	$(PEER) -lwebrtc_audio_processing

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

# Makes the samples anew, each by its own command in the manifest, and says which differ.
samples: build
	.build/release/earshot synth samples Samples/manifest.csv

clean:
	$(SWIFT) package clean
