# SPDX-License-Identifier: MIT
"""Compare what was measured with the targets: report.py TARGETS OUT

OUT/raw holds what the images printed; sizes come from link maps. Prints a table, writes OUT/l1.jsonl, OUT/images.jsonl,
OUT/idle.jsonl, and OUT/places.txt: where interrupts were held off longest, and how long each core call kept depth up.
"""
import hashlib
import json
import os
import re
import subprocess
import sys

BIN = "build/cortex-m3/bin"
KERNEL = re.compile(r"lib(base|core|kernel_\w+)\.\w+\.a\(")
# What an image prints -> the metric it is
RENAMED = {
    "ping.l1.bare": {"post_dispatch": "l1.post_dispatch.bare"},
    "ping.l1.speed": {"post_dispatch": "l1.post_dispatch.product"},
    "ping.l1.core": {},
    "full.l1.size": {},
    "pool.l1.speed": {"pool_event": "l1.pool_event.product"},
    "latency.l1.speed": {"irq_to_handler": "l1.irq_to_handler.product"},
    "abort0.l1.speed": {"abort_restart": "l1.abort_restart"},
    "abort4.l1.speed": {"abort_restart.4_ops": "l1.abort_restart.4_ops"},
    "held_off.l1.speed": {"irq_held_off": "l1.irq_held_off", "irq_held_off.with_isr": "l1.irq_held_off.with_isr"},
    "depth.l1.speed": {"kernel_depth.max_instructions": "kernel_depth.max_instructions"},
}
PLACE = re.compile(r"(kernel_depth\.at|irq_held_off\S*samples_at)\.(\d+) (\d+)")


def lines(path):
    with open(path, errors="replace") as file:
        return file.read().splitlines()


def printed(raw):
    """The metrics that images printed."""
    values = {}
    for image, names in RENAMED.items():
        for line in lines(f"{raw}/{image}"):
            name, _, value = line.partition(" ")
            if name in names:
                values[names[name]] = float(value)
    for line in lines(f"{raw}/idle"):
        name, value = line.split()
        values[name] = float(value)
    return values


def sections(image):
    """(section, bytes, object) of everything that the link kept."""
    name = None
    started = False
    for line in lines(f"{BIN}/{image}.elf.map"):
        started = started or line.startswith("Linker script and memory map")
        match = re.match(r"^ (\.\S+)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S+)$", line)
        if started and match:
            yield match[1] or name, int(match[3], 16), match[4]
        only_name = re.match(r"^ (\.\S+)$", line)
        name = only_name[1] if only_name else None


def kernel_sizes(image):
    """Flash and RAM of the kernel's own objects."""
    flash = ram = 0
    for section, size, of in sections(image):
        if not KERNEL.search(of):
            continue
        kind = section.split(".")[1]
        flash += size if kind in ("text", "rodata", "data") else 0
        ram += size if kind in ("bss", "data", "noinit") else 0
    return flash, ram


def symbol_bytes(image, symbol):
    out = subprocess.run(
        ["arm-none-eabi-nm", "-S", f"{BIN}/{image}.elf"], check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        fields = line.split()
        if len(fields) == 4 and fields[3] == symbol:
            return int(fields[1], 16)
    raise SystemExit(f"report.py: {image} has no {symbol}")


def image_sizes(image):
    """Flash and RAM of a whole image, without the stack."""
    out = subprocess.run(["arm-none-eabi-size", f"{BIN}/{image}.elf"], check=True, capture_output=True, text=True).stdout
    text, data, bss = (int(field) for field in out.splitlines()[1].split()[:3])
    return text + data, data + bss


def sizes():
    values = {}
    values["l1.flash.core"], values["l1.ram.kernel.core"] = kernel_sizes("bench.ping.l1.core")
    values["l1.flash.full"], values["l1.ram.kernel.full"] = kernel_sizes("bench.full.l1.size")
    slots = {"clock": 1, "full": 1, "sink": 2}  # of bench/mcu/deploy_full.c; a slot is 4 bytes
    values["l1.ram.per_node"] = sum(symbol_bytes("bench.full.l1.size", f"{node}_mailbox") - 4 * count
                                    for node, count in slots.items()) / len(slots)
    for board in ("lm3s6965evb", "mps2-an385"):
        flash, ram = image_sizes(f"greenhouse.l1.{board}")
        values[f"greenhouse.flash.{board}"], values[f"greenhouse.ram.{board}"] = flash, ram
    return values


def archives(image):
    """The kernel's archives that an image was linked with."""
    found = {line.split()[1] for line in lines(f"{BIN}/{image}.elf.map") if line.startswith("LOAD ")}
    return {path for path in found if re.search(r"lib(base|core|kernel_\w+)\.\w+\.a$", path)}


def print_archives():
    """Product figures come from the very archives that greenhouse links: say which, or fail."""
    for bench, product in (("bench.ping.l1.speed", "bench.greenhouse.l1.speed"),
                           ("bench.full.l1.size", "greenhouse.l1.mps2-an385")):
        if archives(bench) != archives(product):
            raise SystemExit(f"report.py: {bench} and {product} link different archives")
        for path in sorted(archives(bench)):
            with open(os.path.join("build/cortex-m3", path), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            print(f"{digest[:16]}  {path}  linked by {product}")


def write_places(raw, path):
    """Turn addresses that probes print into functions and lines."""
    with open(path, "w") as out:
        for image in ("held_off.l1.speed", "depth.l1.speed"):
            for line in lines(f"{raw}/{image}"):
                match = PLACE.match(line)
                if match:
                    where = subprocess.run(
                        ["arm-none-eabi-addr2line", "-sfie", f"{BIN}/bench.{image}.elf", hex(int(match[2]))],
                        check=True, capture_output=True, text=True).stdout.split("\n")
                    print(f"{match[1]:36} {match[3]:>8}  {' '.join(where)}", file=out)


def rows(targets, values):
    for line in lines(targets):
        if line.startswith("#") or not line:
            continue
        metric, unit, target, aim, peer, peer_value, off = line.split("\t")
        if metric not in values:
            raise SystemExit(f"report.py: {metric} was not measured")
        number = {name: None if text == "-" else float(text)
                  for name, text in (("target", target), ("aim", aim), ("peer_value", peer_value))}
        yield {"metric": metric, "value": round(values[metric], 4), "unit": unit, "target": number["target"],
               "aim": number["aim"], "peer": None if peer == "-" else peer,
               "peer_value": number["peer_value"], "off": off.split()}


def verdict(row):
    if row["target"] is None:
        return "reported"
    if row["value"] > row["target"]:
        return "MISSED"
    return "met" if row["aim"] is None or row["value"] <= row["aim"] else "met, not the aim"


def show(number):
    return "" if number is None else f"{number:.10g}"


def main():
    targets, out = sys.argv[1:]
    table = list(rows(targets, printed(f"{out}/raw") | sizes()))
    print(f"{'metric':32}{'value':>9}{'target':>8}{'aim':>5}  {'unit':13}{'verdict':18}peer")
    for row in table:
        peer = f"{row['peer_value']:g} {row['peer']}" if row["peer"] else ""
        print(f"{row['metric']:32}{show(row['value']):>9}{show(row['target']):>8}{show(row['aim']):>5}  "
              f"{row['unit']:13}{verdict(row):18}{peer}")
        family = row["metric"].split(".")[0]
        name = {"greenhouse": "images", "idle": "idle"}.get(family, "l1")
        with open(f"{out}/{name}.jsonl", "a") as file:
            file.write(json.dumps(row) + "\n")
    print_archives()
    print("built out: 'record' everywhere; .bare and .core: " + " ".join(table[0]["off"]))
    write_places(f"{out}/raw", f"{out}/places.txt")
    print(f"{sum(verdict(row) == 'MISSED' for row in table)} targets missed; see {out}/*.jsonl, {out}/places.txt")


main()
