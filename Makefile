# SPDX-License-Identifier: GPL-3.0-or-later
# make run     a whole campaign on simulated lines, watched in the terminal
# make test    all tests
# make build   .build/release/earshot
# make test-boards  whole campaigns on boards at the pace of life
# make test-sip  calls to sipp and baresip, and a campaign over SIP
# make test-kernel  the DAHDI driver on the kernel's DAHDI, in a virtual machine
# make fuzz    everything that parses what a device says
# make test-long   what takes longer than CI has: two hundred kills, ten minutes of each fuzzer, lists of ten million records
# make far-sides   a DAHDI card in user space, an exchange on the ALSA wire
# make deps    the Debian packages that these need
# make peers   .build/peers: others' receivers, for the tests and for earshot bench tones and earshot bench vad

SWIFT ?= swift
# One build for all: what is tested is what runs. Tests see what is internal, which costs the product nothing that can be measured.
RELEASE = -c release -Xswiftc -enable-testing
TEST = $(SWIFT) test $(RELEASE) --skip-build --disable-xctest --no-parallel
# What the product links, what speaks and reads the samples, what the tests and the peers use.
PACKAGES = libfftw3-dev libsndfile1-dev libsamplerate0-dev libsqlite3-dev libcairo2-dev libphonenumber-dev fonts-dejavu-core pkg-config espeak-ng sox minimodem libspandsp-dev libwebrtc-audio-processing-dev
# ALSA: libasound, and the tools and the sound server that the tests put behind it.
PACKAGES += libasound2-dev
BOARD_PACKAGES = pipewire pipewire-bin pipewire-alsa wireplumber dbus
# DAHDI's header; the card in user space that stands for one.
PACKAGES += dahdi-source libfuse3-dev fuse3
# SIP: libre, Opus, and what others wrote that the tests call and are called by.
PACKAGES += libre-dev libssl-dev libopus-dev sip-tester baresip-core
SOURCES = Package.swift Sources Tests Firmware-stubs
RUN ?=

.PHONY: build run test test-boards test-sip test-kernel test-long far-sides sanitize deps peers wire fuzz lint samples clean

build: deps
	$(SWIFT) build $(RELEASE) --product earshot

run: build
	.build/release/earshot run $(RUN)

test: deps peers wire
	$(SWIFT) build $(RELEASE) --build-tests
	# One at a time: boards, sockets and whole campaigns run at their own pace and want the machine to themselves.
	# What failed is said once more at the end, where it is seen.
	mkdir -p .build && bash -o pipefail -c '$(TEST) 2>&1 | tee .build/test.log' \
	  || { echo "Failed:"; grep -E "recorded an issue|^✘" .build/test.log; exit 1; }

# What takes longer than CI has.
test-long: deps peers build
	$(MAKE) fuzz FUZZ_SECONDS=600 FUZZERS="$(notdir $(wildcard Tests/Fuzz/*))"
	$(MAKE) test-boards
	$(MAKE) test-kernel
	$(MAKE) sanitize
	$(MAKE) test-sip LOAD='--calls 300 --seconds 300'
	.build/release/earshot bench gateway --attempts 50 --seconds 60
	$(SWIFT) build $(RELEASE) --build-tests
	EARSHOT_KILLS=200 EARSHOT_CALLS=50 $(TEST) --filter 'KillTests|SIPCampaignTests'
	.build/release/earshot bench ocs
	.build/release/earshot bench ocs --sizes 10000,100000,1000000,10000000

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

# An ALSA device for alsa-lib to load: telephone wires in a file (Firmware-stubs/alsa-wire).
wire: deps .build/wire/libearshot_wire.so .build/wire/asound.conf

.build/wire/asound.conf: Firmware-stubs/alsa-wire/asound.conf.in
	mkdir -p $(@D)
	sed 's|@FOLDER@|$(abspath $(@D))|' $< > $@

.build/wire/libearshot_wire.so: $(wildcard Firmware-stubs/alsa-wire/plugin/*.c Firmware-stubs/alsa-wire/wire/*.c) Firmware-stubs/alsa-wire/wire/include/wire.h
	mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -DPIC -IFirmware-stubs/alsa-wire/wire/include $(filter %.c,$^) -o $@ -lasound

peers: deps .build/peers/spandsp .build/peers/webrtc-vad

PEER = $(CC) -std=c11 -D_DEFAULT_SOURCE -O2 -Wall -Wextra -Werror $(filter %.c,$^) -o $@

.build/peers/spandsp: $(addprefix Firmware-stubs/peers/,peer.c dialogues.c receivers.c transmitters.c peer.h)
	mkdir -p $(@D)
	$(PEER) -lspandsp

.build/peers/webrtc-vad: Firmware-stubs/peers/webrtc-vad.c
	mkdir -p $(@D)
	$(PEER) -lwebrtc_audio_processing

# The far sides of boards: a DAHDI card in user space, an exchange on the ALSA wire.
far-sides: deps
	$(SWIFT) build $(RELEASE) --product dahdi-card
	$(SWIFT) build $(RELEASE) --product wire-exchange

# Whole campaigns on boards. BOARDS=--short is the form for CI.
BOARDS ?=
test-boards: PACKAGES += $(BOARD_PACKAGES)
test-boards: build wire far-sides
	Tests/Boards/dahdi $(BOARDS)
	Tests/Boards/alsa wire $(BOARDS)
	test -n "$(BOARDS)" || Tests/Boards/alsa pipewire

# The DAHDI driver on the kernel's DAHDI, in a virtual machine.
KERNEL_PACKAGES = qemu-system-x86 busybox-static cpio bzip2 linux-headers-amd64 dahdi dahdi-source
test-kernel:
	$(MAKE) deps PACKAGES="$(PACKAGES) $(KERNEL_PACKAGES)"
	Firmware-stubs/kernel/run

# Boards and their driver under the sanitizers: memory and leaks, then threads. Under the latter a library that is loaded, as the
# vendor's is, finds the sanitizer in the program.
SANITIZED = CBoardTests|BoardsTests|ExchangeTests
sanitize: deps wire
	$(call sanitized,address,)
	$(call sanitized,thread,-Xlinker --export-dynamic)

define sanitized
	$(SWIFT) build --build-tests --sanitize=$(1) --scratch-path .build/$(1) $(2)
	LSAN_OPTIONS=suppressions=Tests/leaks.supp TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/threads.supp \
	$(SWIFT) test --skip-build --disable-xctest --no-parallel --sanitize=$(1) --scratch-path .build/$(1) --filter '$(SANITIZED)'
endef

# Calls to what others wrote: each row of the result table, each turn that a call can take; and the gateway under load.
LOAD ?= --calls 100 --seconds 20
test-sip: deps build
	$(SWIFT) build $(RELEASE) --build-tests
	$(TEST) --filter 'RTPTests|SIPTests|MediaStreamsTests|SIPCampaignTests'
	.build/release/earshot run --sip --records 24 --directory .build/sip-run
	.build/release/earshot bench gateway $(LOAD)

# Each folder of Tests/Fuzz is a fuzzer with its corpus; new finds go to .build/fuzz. As many at a time as there are cores.
FUZZ_SECONDS ?= 15
# websocket builds the analyzer anew, under the sanitizer: some minutes.
FUZZERS ?= $(filter-out websocket,$(notdir $(wildcard Tests/Fuzz/*)))
fuzz: deps $(FUZZERS:%=.build/fuzz/%)
	mkdir -p $(FUZZERS:%=.build/fuzz/%-found)
	printf '%s\n' $(FUZZERS) | xargs -P $$(nproc) -I{} sh -c '.build/fuzz/{} -max_total_time=$(FUZZ_SECONDS) -timeout=5 \
	  -max_len=4096 -verbosity=0 -print_final_stats=1 -artifact_prefix=.build/fuzz/{}- .build/fuzz/{}-found \
	  Tests/Fuzz/{}/corpus > .build/fuzz/{}.log 2>&1; code=$$?; echo "fuzzer {}, $(FUZZ_SECONDS) s"; cat .build/fuzz/{}.log; exit $$code'

.build/fuzz/%: Tests/Fuzz/%/fuzz.c $(wildcard CModules/CBoard/*.c CModules/CBoard/*.h CModules/CBoard/include/*.h)
	mkdir -p $(@D)
	clang -std=gnu11 -g -O1 -Wall -Wextra -Werror -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  $(if $(wildcard $(<D)/device.h),-include $(<D)/device.h) -ICModules/CBoard/include -ICModules/CBoard -I$(<D) \
	  $< $(wildcard CModules/CBoard/*.c) -o $@ -lasound -lsamplerate -lm -lpthread

.build/fuzz/sdp: Tests/Fuzz/sdp/fuzz.c $(wildcard CModules/CSIP/*.c CModules/CSIP/*.h CModules/CSIP/include/*.h)
	mkdir -p $(@D)
	clang -std=gnu11 -g -O1 -Wall -Wextra -Werror -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  -ICModules/CSIP/include $< $(wildcard CModules/CSIP/*.c) -o $@ -lre -lssl -lcrypto -lpthread

# The values that read bytes of sockets, as modules of their own with what they need of Audio.
FUZZ_SWIFT = swiftc -O -g -sanitize=fuzzer,address -parse-as-library -I .build/fuzz/modules -L .build/fuzz/modules
FUZZ_OPUS = -Xcc -fmodule-map-file=CModules/COpus/module.modulemap
.build/fuzz/rtp: Tests/Fuzz/rtp/fuzz.swift $(wildcard Sources/RTP/*.swift) Sources/MediaStreams/AudioSocketFramer.swift
	mkdir -p .build/fuzz/modules
	$(FUZZ_SWIFT) -emit-library -static -emit-module -module-name Audio -o .build/fuzz/modules/libAudio.a \
	  -emit-module-path .build/fuzz/modules/Audio.swiftmodule $(addprefix Sources/Audio/,G711.swift Level.swift SampleTime.swift)
	$(FUZZ_SWIFT) -emit-library -static -emit-module -module-name RTP -o .build/fuzz/modules/libRTP.a \
	  $(FUZZ_OPUS) -emit-module-path .build/fuzz/modules/RTP.swiftmodule $(wildcard Sources/RTP/*.swift)
	$(FUZZ_SWIFT) $(FUZZ_OPUS) $< Sources/MediaStreams/AudioSocketFramer.swift -lRTP -lAudio -lopus -o $@

# A stream's messages, with the analyzer that hears them, as SwiftPM compiles it.
FUZZ_HEARD = .build/fuzz/swift/release
.build/fuzz/websocket: Tests/Fuzz/websocket/fuzz.swift $(addprefix Sources/MediaStreams/,MediaStreamMessage.swift StreamedCall.swift) $(wildcard Sources/Audio/*.swift Sources/Detection/*.swift Sources/Detection/*/*.swift)
	$(SWIFT) build -c release --target Detection --scratch-path .build/fuzz/swift -Xswiftc -sanitize=fuzzer,address -Xswiftc -g
	swiftc -O -g -sanitize=fuzzer,address -parse-as-library -I $(FUZZ_HEARD)/Modules \
	  $(foreach module,CFFTW CPrefetch CSampleRate CSndfile,-Xcc -fmodule-map-file=CModules/$(module)/module.modulemap) \
	  -Xcc -fmodule-map-file=$(FUZZ_HEARD)/CParameters.build/module.modulemap $(filter Tests/% Sources/MediaStreams/%,$^) \
	  $$(ls $(foreach target,Audio CParameters Detection,$(FUZZ_HEARD)/$(target).build/*.o)) \
	  -lfftw3f -lsndfile -lsamplerate -o $@

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

# Makes the samples anew, each by its own command in the manifest, and says which differ.
samples: build
	.build/release/earshot synth samples Samples/manifest.csv

clean:
	$(SWIFT) package clean
