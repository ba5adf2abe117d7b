/* SPDX-License-Identifier: MIT */
/**
 * A life ends: what becomes of the ops it had started, and of those it was serving. One core call per record, so that depth
 * stays short however many there are.
 */
#include "core/core.h"

/** The dead node was both: it served itself, and nobody else can let go of the record. */
static void stop_both(const struct lev_node *node, struct lev_op_record *record)
{
    if (record->state != LEV__OP_TAKEN) {
        core_inbox_remove(node, core_op_index(record));
    }
    node->ram->held--;
    core_op_forget(record);
}

/** The dead node was the client. */
static void stop_client(const struct lev_node *node, struct lev_op_record *record)
{
    switch ((enum lev_op_state)record->state) {
    case LEV__OP_FREE: break;
    case LEV__OP_ARMED:
        core_sleep_end(record->object);
        core_op_forget(record);
        break;
    case LEV__OP_DONE:
        core_inbox_remove(node, core_op_index(record));
        core_op_forget(record);
        break;
    case LEV__OP_QUEUED:
    case LEV__OP_TAKEN:
    case LEV__OP_CANCEL:
        if (record->server == node->rank) {
            stop_both(node, record);
            break;
        }
        record->flags = (uint8_t)(record->flags | LEV__OP_ORPHAN);
        core_op_ask_cancel(record);
        break;
    }
}

/** The dead node was the server: whatever it held, or had not yet taken, ends. */
static void stop_server(const struct lev_node *node, struct lev_op_record *record)
{
    if (record->server != node->rank || record->state < LEV__OP_QUEUED
        || record->state > LEV__OP_CANCEL) {
        return;
    }
    if (record->state != LEV__OP_TAKEN) {
        core_inbox_remove(node, core_op_index(record));
    }
    core_op_abandon(record, LEV_E_RESTARTED);
}

void core_ops_stop(const struct lev_node *node)
{
    struct core *core = core_self();
    for (uint16_t i = 0; i < core_image()->op_count; i++) {
        struct lev_op_record *record = &core_image()->ops[i];
        core_enter(core);
        if (record->state != LEV__OP_FREE && record->client == node->rank) {
            stop_client(node, record);
        } else if (record->state != LEV__OP_FREE) {
            stop_server(node, record);
        }
        core_leave(core);
    }
    core_objects_stop(node);
}
