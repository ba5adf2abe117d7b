# SPDX-License-Identifier: MIT
"""CPU time that programs use while they have nothing to do: idle.py SECONDS FILE

FILE has lines "board pid"; the pid may be a wrapper (timeout) whose child does the work. Prints "idle.cpu.board seconds".
"""
import os
import sys
import time


def descendants(pid):
    found = [pid]
    for parent in found:
        try:
            with open(f"/proc/{parent}/task/{parent}/children") as children:
                found += [int(child) for child in children.read().split()]
        except FileNotFoundError:
            raise SystemExit(f"idle.py: process {parent} has ended; it was to idle (build/bench/raw/idle.*.log)") from None
    return found


def cpu_ns(pid):
    """To the nanosecond, of all threads: /proc/PID/stat counts in steps of 10 ms."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat") as schedstat:
            total += int(schedstat.read().split()[0])
    return total


def used(boards):
    return {board: sum(cpu_ns(pid) for pid in pids) for board, pids in boards.items()}


def main():
    with open(sys.argv[2]) as pids:
        boards = {board: descendants(int(pid)) for board, pid in (line.split() for line in pids)}
    before = used(boards)
    time.sleep(float(sys.argv[1]))
    after = used(boards)
    for board in boards:
        print(f"idle.cpu.{board} {(after[board] - before[board]) / 1e9:.4f}")


main()
