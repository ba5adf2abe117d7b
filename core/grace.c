/* SPDX-License-Identifier: MIT */
/**
 * Grace: a stopped node starts again when every op it had started is back from its server. A server that keeps one past the
 * grace period is stopped itself, for reason FORCED: its quiesce hook makes the device let go, and what it held is completed
 * by core. Linked only where there are ops.
 */
#include "core/core.h"

/** Grace where the deployment says 0. */
#define GRACE_MS_DEFAULT 100u

/** In the time of an orphan: it was found to be over once. */
#define LOOKED 1u

static bool is_orphan(const struct lev_op_record *record)
{
    return record->state != LEV__OP_FREE && (record->flags & LEV__OP_ORPHAN) != 0;
}

/** Servers have this many ticks to give back what the node had lent. Without a clock nobody can wait. */
static uint32_t grace_ticks(const struct lev_node *node)
{
    uint32_t ms = node->restart == NULL ? 0 : node->restart->grace_ms;
    ms = ms == 0 ? GRACE_MS_DEFAULT : ms;
    bool clock = core_image()->timer_part != NULL;
    return clock ? (uint32_t)((uint64_t)ms * 1000u * port_ticks_per_us_q8 >> 8) : 0;
}

/** The clock is to look at `at`, a reading of the counter. */
static void look_at(struct core *core, uint32_t at)
{
    if (core_image()->timer_part != NULL) {
        core_image()->timer_part->wake(core, opt_stamp_wide(core, at));
    }
}

/** Each op that a server still has knows until when: its place in the old life's block is of no more use. */
static void give_time(struct core *core, struct lev_op_record *record, uint32_t at, uint32_t looked)
{
    record->op_offset = (at & ~LOOKED) | looked;
    look_at(core, at);
}

void core_grace_wait(struct core *core, const struct lev_node *client)
{
    uint32_t at = port_clock_now() + grace_ticks(client);
    for (uint16_t i = 0; i < client->op_count; i++) {
        struct lev_op_record *record = &core_image()->ops[client->op_first + i];
        if (is_orphan(record)) {
            give_time(core, record, at, 0);
        }
    }
}

/** End a server that does not let go: now, or as soon as it is on top of the stack. */
static void force(struct core *core, const struct lev_node *server)
{
    struct lev_node_ram *ram = server->ram;
    if ((ram->pending & LEV__PENDING_SUSPENDED) != 0) {
        ram->reason = LEV_START_FORCED;
        return;
    }
    const struct lev_node *clock = core->current;
    core->current = NULL; /* an abort of the clock must not leave the server half stopped */
    core_log_abort(server->rank, LEV_START_FORCED, 0, 0);
    core_restart(core, server, LEV_START_FORCED);
    core->current = clock;
}

/**
 * An orphan's time is over: its server is ended, or gets some more. The clock looks before anybody else runs. After a long
 * handler, or when the whole image was held up, what the server would have done may wait behind this look: to be asked, or
 * to hear from its device. So a server that was not asked yet has all its time before it, and others are looked at once more.
 * One that is below others on the stack holds itself up.
 */
static void end_grace(struct core *core, struct lev_op_record *record, uint32_t now)
{
    const struct lev_node *server = &core_nodes()[record->server];
    uint32_t grace = grace_ticks(&core_nodes()[record->client]);
    bool suspended = (server->ram->pending & LEV__PENDING_SUSPENDED) != 0;
    bool asked = record->state == LEV__OP_TAKEN;
    if (grace == 0 || suspended || (asked && (record->op_offset & LOOKED) != 0)) {
        force(core, server);
    } else if (asked) {
        give_time(core, record, now + grace / 8, LOOKED);
    } else {
        give_time(core, record, now + grace, 0);
    }
}

void core_grace_force(struct core *core)
{
    uint32_t now = port_clock_now();
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        struct lev_op_record *record = &core_image()->ops[i];
        const struct lev_node *server = &core_nodes()[record->server];
        if (!is_orphan(record) || (server->ram->pending & LEV__PENDING_STOPPED) != 0) {
            continue;
        }
        if ((int32_t)(record->op_offset - now) > 0) {
            look_at(core, record->op_offset);
        } else {
            end_grace(core, record, now);
        }
    }
}
