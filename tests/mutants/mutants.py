# SPDX-License-Identifier: MIT
"""Seeded bugs: mutants.py [NAME...]. Each is made in a copy of core and kernels, its tests are built with it for the
simulator and run; one that passes them all has survived, and that is a failure. Without a bug they must pass.

A mutant is (name, file, text, replacement, tests); text and replacement may be tuples, of as many places. Each text must
stand in the file exactly once, so that a change of the code that a mutant is about is noticed here."""

import concurrent.futures
import glob
import os
import resource
import shutil
import signal
import subprocess
import sys

OUT = "build/mutants"
TIMEOUT_S = 40  # the slowest test takes 5 s on an idle machine; a broken kernel may loop for ever
OPTIONS = ["budget/lazy", "checks/on", "cores/one", "depth/on", "drops/on", "record/off", "restart/on", "stamp/on"]
FLAGS = ("-std=c11 -O1 -fno-strict-aliasing -fno-toplevel-reorder -DLEV__OS=1 -w "
         "-Iports/hosted/common -Iports/hosted/sim").split()
SCENE = ["tests/runner.c", "tests/check.c", "tests/support/scene.c", "tests/support/invariants.c"] + glob.glob(
    "tests/support/sim/*.c")
TOWN = ["tests/check.c", "tests/support/invariants.c", "tests/support/sim/machine.c", "tests/sim/town.c",
        "tests/sim/town_deploy.c"]
PORT = glob.glob("ports/hosted/common/*.c") + [
    f for f in glob.glob("ports/hosted/sim/*.c") if not f.endswith("/main.c")]

# What a test is made of, and how it is run.
TESTS = {name: (["tests/contract/%s_test.c" % name, "tests/contract/zoo.c"] + SCENE, []) for name in (
    "order mailbox buffer op object timer restart staging yield log".split())}
TESTS.update({name: (["tests/contract/%s_test.c" % name, "tests/contract/yard.c"] + SCENE, []) for name in (
    "abort budget rate".split())})
TESTS["seeds"] = (["tests/sim/seeds.c"] + TOWN, ["1", "60"])
INSTANTS = {"sleep": ["sleep", "2", "3"], "abort-steps": ["abort-steps", "2", "31"]}
TESTS["stuck"] = (["tests/contract/stuck.c", "tests/contract/yard.c"] + SCENE, [])
TESTS["refused"] = (["tests/contract/refused.c", "ports/hosted/sim/main.c"], [])
PANICS = {"stuck": "panic 00100000 ", "refused": "panic 00110001 00000003"}  # what must be said
TESTS["instants"] = (["tests/sim/instants.c"] + TOWN, ["abort", "2", "2"])

MUTANTS = [
    ("no turns among equals", "core/turn.c",
     "first->shared == 0 ? first : take_turn(core, first)", "first", "order"),
    ("turns: a served node is served again", "core/turn.c",
     "            *served |= turn->ready_bit;\n", "", "order"),
    ("a yield lets equals run", "kernels/l1/yield.c",
     "node[-1].priority == node->priority", "false", "yield"),
    ("yield forgets whose handler it was", "kernels/l1/yield.c",
     "    core->current = node;\n}", "    core->current = NULL;\n}", "yield"),
    ("yield does not restore the time", "kernels/l1/yield.c",
     "    opt_stamp_restore(core, below.stamp);\n", "", "yield"),
    ("yield does not restore who may run at an outer one", "kernels/l1/yield.c",
     "    core->above = outer;\n", "", "yield seeds"),
    ("idle does not look for an interrupt once more", "kernels/l1/l1.c",
     "    if (core->ready_isr == 0) {\n        port_idle();\n    } else {\n        port_irq_unmask();\n    }\n",
     "    port_idle();\n", "abort sleep"),
    ("mailbox full one too late", "core/post.h",
     "count > mask", "count > mask + 1u", "mailbox"),
    ("mailbox full one too early", "core/post.h",
     "count > mask", "count >= mask", "mailbox order"),
    ("a drop is not counted", "core/opt/drops/on/opt_drops.h",
     "        ram->dropped++;\n", "", "mailbox"),
    ("drops wrap", "core/opt/drops/on/opt_drops.h",
     "ram->dropped != UINT16_MAX", "true", "mailbox"),
    ("a dropped event keeps its block", "core/mailbox.c",
     "(event.id & LEV_EVENT_BUFFER) != 0", "false", "mailbox"),
    ("policies swapped", "core/mailbox.c",
     "node->policy == LEV_DROP_OLDEST", "node->policy == LEV_REJECT", "mailbox"),
    ("coalesce joins any event", "core/mailbox.c",
     "queued->id == event.id", "true", "mailbox"),
    ("take does not clear ready", "core/dispatch.h",
     "        core->ready = ready & ~node->ready_bit;\n", "        (void)ready;\n", "order"),
    ("generation of a block handle is not checked", "core/buf.c",
     "slot->handle == (uint32_t)handle", "((slot->handle ^ (uint32_t)handle) & 0xff00ffffu) == 0", "buffer"),
    ("owner of a block is not checked", "core/buf.c",
     "node->buffers[index].block == block\n", "true\n", "buffer"),
    ("state of a block is not checked", "core/buf.c",
     "           && (node->buffers[index].handle & LEV__BUF_CLOSED) == 0;", "           ;", "op buffer"),
    ("the end of a block is one byte further", "core/buf.c",
     "bytes <= pool->bytes - (", "bytes <= pool->bytes + 1u - (", "buffer"),
    ("a sent block is still the sender's", "core/buf.c",
     "    close_slot(self->buffers, slot, (uint32_t)buf);\n", "", "buffer"),
    ("a completion leaves the block lent", "core/ops.c",
     "        core_block_lend(node, record->block, false);\n", "        ;\n", "op"),
    ("a finished op is completed again", "core/ops.c",
     "return taken && mine && !has(record, LEV__OP_FINISHED) ? record : NULL;", "return taken && mine ? record : NULL;",
     "op seeds"),
    ("any server may complete", "core/ops.c",
     "token_of(record) == token && record->server == core_self()->current->rank", "token_of(record) == token", "op"),
    ("generation of an op handle is not checked", "core/ops.c",
     "record->state == LEV__OP_FREE || op->handle != handle_of(node, record)", "record->state == LEV__OP_FREE", "op"),
    ("a cancel is linked twice", "core/ops.c",
     "record->state == LEV__OP_TAKEN && !has(record, LEV__OP_CANCELING)", "record->state == LEV__OP_TAKEN", "op"),
    ("an orphan is delivered", "core/ops.c",
     "    if (has(record, LEV__OP_ORPHAN)) {\n        bury(record);\n        return;\n    }\n", "", "restart"),
    ("a buried orphan does not start its client", "core/ops.c",
     "    client->ram->held--;\n    core_restart_check(client);\n", "    client->ram->held--;\n", "restart"),
    ("a new life does not wait for its ops", "core/restart.c",
     "(ram->pending & LEV__PENDING_STOPPED) != 0 && ram->held == 0", "(ram->pending & LEV__PENDING_STOPPED) != 0",
     "restart"),
    ("an entry that was not opened stays", "core/ops.c",
     "slot->server == 0 || gone", "gone", "object"),
    ("the inbox is a stack", "core/inbox.c",
     "        *link_of(ram->inbox_tail) = entry;\n    }\n    ram->inbox_tail = entry;\n",
     "        *link_of(entry) = ram->inbox_head;\n        ram->inbox_head = entry;\n        core_node_pend(node, LEV__PENDING_INBOX);\n"
     "        return;\n    }\n    ram->inbox_tail = entry;\n", "op timer"),
    ("removing the last entry leaves the tail", "core/inbox.c",
     "        ram->inbox_tail = before;\n", "        ;\n", "timer"),
    ("mailbox before inbox", "core/pending.c",
     "(pending & LEV__PENDING_INBOX) != 0", "(pending & LEV__PENDING_INBOX) != 0 && node->ram->count == 0",
     "op staging"),
    ("equal deadlines in reverse", "core/timer.c",
     "timers[next].deadline <= deadline", "timers[next].deadline < deadline", "timer"),
    ("missed periods are forgotten", "core/timer.c",
     "    timer->deadline += (uint64_t)missed * timer->period;\n", "", "timer"),
    ("the count of missed periods wraps", "core/timer.c",
     "return missed < UINT16_MAX ? (uint16_t)missed : UINT16_MAX;", "return (uint16_t)missed;", "timer"),
    ("a fired timer cannot be stopped", "core/timer.c",
     "    timer->event_id = 0;\n}\n\nlev_result lev_timer_stop",
     "    timer->event_id = timer->fired ? timer->event_id : 0;\n}\n\nlev_result lev_timer_stop", "timer"),
    ("a timer may fire early", "core/timer.c",
     "at(index)->deadline <= opt_stamp_ticks(core)", "at(index)->deadline <= opt_stamp_ticks(core) + 50u", "timer"),
    ("leave does not look for what is due", "core/opt/depth/on/opt_depth.h",
     "depth == 0 && core->due != 0", "false", "instants seeds"),
    ("an abort ignores depth", "core/restart.c",
     "    if (opt_depth_raised(core)) {\n        if (!opt_depth_abort_later(core)) {",
     "    if (false) {\n        if (!opt_depth_abort_later(core)) {", "abort"),
    ("depth may be held for ever", "core/restart.c",
     "        if (!opt_depth_abort_later(core)) {", "        if (!opt_depth_abort_later(core) && false) {", "stuck"),
    ("the first abort that waits is forgotten", "core/opt/depth/on/opt_depth.h",
     "return (before & OPT_DEPTH_ABORT) == 0;", "return true;", "stuck"),
    ("nobody heals what an aborted post left", "core/restart.c",
     "    core_nodes_heal(core, node);\n", "", "abort"),
    ("healing only makes ready", "core/node.c",
     "core->ready = work ? core->ready | node->ready_bit : core->ready & ~node->ready_bit;",
     "core->ready |= work ? node->ready_bit : 0;", "abort"),
    ("healing only makes unready", "core/node.c",
     "core->ready = work ? core->ready | node->ready_bit : core->ready & ~node->ready_bit;",
     "core->ready &= work ? UINT32_MAX : ~node->ready_bit;", "abort"),
    ("a deployment with too few links starts", "core/node.c",
     "        LEV_ASSERT(1, node->component->links_min <= node->link_count);\n", "", "refused"),
    ("a completion may be aborted before its time begins", "core/ops.c",
     ("    core_handler_begin(core, node);\n", "    core_leave(core);\n    tell("),
     ("", "    core_leave(core);\n    core_handler_begin(core, node);\n    tell("), "budget"),
    ("lazy: the guard looks by the longest budget", "core/opt/budget/lazy/opt_budget.h",
     "budget < shortest ? budget : shortest;\n    }",
     "i == 0 || budget > shortest ? budget : shortest;\n    }", "budget"),
    ("lazy: the guard looks by the running node's budget", "core/opt/budget/lazy/opt_budget.h",
     "ticks < shortest ? ticks : shortest", "ticks", "budget"),
    ("lazy: a guard that finds no handler goes off", "core/opt/budget/lazy/opt_budget.h",
     "core->looked == core->dispatches) {\n        core->guard_on = 0;", "true) {\n        core->guard_on = 0;", "budget"),
    ("rate limit: one more", "core/rate.c",
     "ram->period_count < source->node->rate_limit", "ram->period_count <= source->node->rate_limit", "rate"),
    ("rate limit: one less", "core/rate.c",
     "ram->period_count < source->node->rate_limit", "ram->period_count + 1 < source->node->rate_limit", "rate"),
    ("rate limit: never released", "core/rate.c",
     "            core_node_pend(source->node, LEV__PENDING_STAGED);\n", "            ;\n", "rate"),
    ("rate limit: the clock is not told", "core/rate.c",
     "    core_image()->timer_part->wake(core, (number + 1) * period_ticks());\n", "", "rate"),
    ("rate limit: the count goes on in the next period", "core/rate.c",
     "        ram->period_count = 0;\n", "", "rate"),
    ("rate limit: what waits is forgotten", "core/rate.c",
     "source->ram->signal != 0 && allows(core, source)",
     "source->ram->signal != 0 && (allows(core, source) || (source->ram->signal = 0))", "rate"),
    ("rate limit: a source that waits holds up the others", "core/rate.c",
     "            return source;\n        }\n", "            return source;\n        }\n        if (source->ram->signal != 0) return NULL;\n",
     "rate"),
    ("rate limit: other sources are not looked for", "core/rate.c",
     "                core_node_pend(node, LEV__PENDING_STAGED);\n", "                ;\n", "rate"),
    ("rate limit: the clock is woken for ever", "core/clock.c",
     "    image->clock->wake_at = UINT64_MAX;\n", "    image->clock->wake_at += 10000;\n", "rate"),
    ("a bad handler starts again without its limit", "core/policy.c",
     "return ram->restarts <= policy->limit;", "return true;", "restart"),
    ("the window of restarts never ends", "core/policy.c",
     "        ram->restarts = 0;\n", "        ;\n", "restart"),
    ("a server is never forced", "core/grace.c",
     "        force(core, server);\n    } else if", "        ;\n    } else if", "restart seeds"),
    ("a server is forced before it was asked", "core/grace.c",
     "bool asked = record->state == LEV__OP_TAKEN;", "bool asked = true;", "restart"),
    ("a server is forced by the first look", "core/grace.c",
     "(asked && (record->op_offset & LOOKED) != 0)", "asked", "restart"),
    ("blocks stay with the dead", "core/restart.c",
     "        image->buffer_part->stop(node);\n", "        ;\n", "restart"),
    ("timers outlive their node", "core/restart.c",
     "        image->timer_part->stop(node);\n", "        ;\n", "timer"),
    ("an abort drops the staged signal", "include/lev/tables.h",
     "LEV__PENDING_INBOX | LEV__PENDING_STAGED | LEV__PENDING_PAYLOAD",
     "LEV__PENDING_INBOX | LEV__PENDING_PAYLOAD", "staging"),
    ("a ring takes what does not fit", "core/staging.c",
     "fits = bytes <= room;", "fits = bytes <= room + 1u;", "staging"),
    ("a loss is not counted", "core/staging.c",
     "        add_saturated(&ram->lost, bytes);\n", "        ;\n", "staging"),
    ("an interrupt does not make its driver ready", "core/staging.c",
     "    kernel_ready_isr(node);\n", "", "staging"),
    ("a suspended server is forced at once", "core/grace.c",
     "        ram->reason = LEV_START_FORCED;\n        return;\n", "        ;\n", "yield"),
    ("grace: the clock is not told to look", "core/grace.c",
     "        core_image()->timer_part->wake(core, opt_stamp_wide(core, at));\n", "        ;\n", "restart"),
    ("grace: the clock does not look once more", "core/grace.c",
     "            look_at(core, record->op_offset);\n", "            ;\n", "restart"),
    ("grace: the alarm stays where it is", "core/timer.c",
     "        clock->wake_at = at_ticks;\n        set_alarm(core);\n", "        clock->wake_at = at_ticks;\n", "restart"),
    ("the reason of a start stays for the next one", "core/pending.c",
     "    node->ram->reason = LEV_START_BOOT;\n", "", "yield"),
    ("extra memory need not be constant", "core/ops.c",
     "args->extra != NULL && !port_is_constant(args->extra, args->extra_bytes)", "false", "buffer"),
    ("a log entry replaces an older one", "core/log.c",
     "        if (!displace) {\n            return NULL;\n        }\n", "", "log"),
]


def sources_of(scratch, test):
    found = glob.glob(scratch + "/core/*.c") + glob.glob(scratch + "/kernels/l1/*.c")
    return TESTS[test][0] + PORT + found


def run(scratch, test):
    """'' when the test passes, else what it said."""
    name = "instants" if test in INSTANTS else test
    program = "%s/%s" % (scratch, name)
    folders = ["-I" + scratch + "/include", "-I" + scratch, "-I."]
    options = ["-I%s/core/opt/%s" % (scratch, option) for option in OPTIONS]
    subprocess.run(["cc"] + folders + options + FLAGS + ["-o", program] + sources_of(scratch, name), check=True)
    arguments = INSTANTS.get(test, TESTS[name][1])
    return execute([program] + arguments, scratch + "/said", PANICS.get(test))


def limit_output():
    """A broken kernel may fail one check for ever."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


def execute(command, said, panic):
    """'' when the program succeeds, or ends in this panic; else its first line. It and its children are gone afterwards."""
    with open(said, "wb") as out:
        program = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                                   preexec_fn=limit_output)
        try:
            status = program.wait(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(program.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        program.wait()
    if status is None:
        return "it hung"
    with open(said, errors="replace") as lines:
        text = lines.read()
    good = status == 0 if panic is None else panic in text
    return "" if good else text.strip().split("\n")[0] or "it ended with %d" % status


def prepare(number):
    scratch = "%s/%d" % (OUT, number)
    shutil.rmtree(scratch, ignore_errors=True)
    for folder in ("core", "kernels", "include"):
        shutil.copytree(folder, scratch + "/" + folder)
    return scratch


def seed(scratch, path, text, replacement):
    with open(scratch + "/" + path) as file:
        source = file.read()
    places = [(text, replacement)] if isinstance(text, str) else zip(text, replacement)
    for before, after in places:
        if source.count(before) != 1:
            raise ValueError("%s has the text of this mutant %d times" % (path, source.count(before)))
        source = source.replace(before, after)
    with open(scratch + "/" + path, "w") as file:
        file.write(source)


def judge(job):
    """@return (good, line)"""
    number, (name, path, text, replacement, tests) = job
    scratch = prepare(number)
    try:
        seed(scratch, path, text, replacement)
        for test in tests.split():
            said = run(scratch, test)
            if said:
                return True, "caught by %s: %s" % (test, said[:110])
        return False, "SURVIVED %s" % tests
    except (ValueError, subprocess.CalledProcessError) as error:
        return False, "BROKEN: %s" % error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def baseline():
    """The tests pass without a bug, or what they say of one is worth nothing."""
    scratch = prepare(0)
    good = True
    for test in sorted(TESTS) + sorted(INSTANTS):
        said = run(scratch, test)
        if said:
            print("mutants: %s fails without a bug: %s" % (test, said))
            good = False
    return good


def main(names):
    if not names and not baseline():
        return 1
    jobs = [(i + 1, m) for i, m in enumerate(MUTANTS) if not names or m[0] in names]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for job, (good, line) in zip(jobs, pool.map(judge, jobs)):
            print("mutant %s: %s" % (job[1][0], line), flush=True)
            bad += not good
    print("mutants: %d passed, %d failed" % (len(jobs) - bad, bad))
    return 1 if bad or not jobs else 0


sys.exit(main(sys.argv[1:]))
