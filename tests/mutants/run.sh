#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Bugs seeded into core and kernels, one at a time: the tests must fail for each. See mutants.py.
cd "$(dirname "$0")/../.." && exec python3 tests/mutants/mutants.py "$@"
