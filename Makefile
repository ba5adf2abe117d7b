# SPDX-License-Identifier: MIT
#
# The front door. Each target first installs, through apt, the packages it needs (tools/packages).
#   make demo | test | check | bench | soak | mutants | fuzz | golden | clean
#   make build-PRESET | test-PRESET    one preset: host cortex-m0 cortex-m3 cortex-m4f host-asan
#   KEEP=1 leaves a demo or soak running or its files in place, SEED=n repeats a random run.
.NOTPARALLEL:
.SUFFIXES:
export KEEP SEED

# The host first: its programs check the objects of the others.
presets = host cortex-m0 cortex-m3 cortex-m4f
packages = sh tools/packages/install.sh

# What the demo runs, and nothing else; objcheck comes first, for it checks the objects of the boards' components.
demo_boards = greenhouse.l1.lm3s6965evb greenhouse.l1.mps2-an385 bench.ping.l1.speed bench.abort0.l1.speed

demo: need-build
	cmake --preset host
	cmake --build --preset host --target objcheck greenhouse.l1.linux
	cmake --preset cortex-m3
	cmake --build --preset cortex-m3 --target $(demo_boards)
	sh tools/demo/run.sh

# `make -k test` goes on to the next preset when one fails.
test: $(presets:%=test-%) test-host-asan

check: need-build need-check build-host
	sh tools/check/run.sh

bench: need-build $(presets:%=build-%)
	sh bench/run.sh

soak: need-build build-host
	sh tests/soak/run.sh

fuzz: need-build need-check build-host-clang
	sh tests/fuzz/run.sh

mutants: need-build need-test
	sh tests/mutants/run.sh

golden: need-build $(presets:%=build-%)
	sh tests/golden/run.sh

clean:
	rm -rf build

need-%:
	@$(packages) $*

build-%: need-build
	cmake --preset $*
	cmake --build --preset $*

test-%: need-test build-%
	ctest --preset $*

.PHONY: demo test check bench soak fuzz mutants golden clean
