/* SPDX-License-Identifier: MIT */
/**
 * Posting as an op: the receiver's answer is known at once, but it travels as a completion like any other, so a caller
 * cannot see another node's fullness within its own handler.
 */
#include "core/post.h"

lev_result lev_post_start(struct lev_op *op, lev_handle to, struct lev_event event)
{
    struct core *core = core_self();
    const struct lev_node *self = core->current;
    if (!opt_checks_post(self, to, event)) {
        return LEV_E_DENIED;
    }
    struct lev_op_record *record = NULL;
    lev_result result = core_op_claim(op, &record);
    if (result == LEV_OK) {
        core_enter(core);
        const struct lev_node *node = self->links[to];
        opt_record_output(self, node->rank, event.id);
        record->opcode = CORE_OP_POST;
        record->bytes = 0;
        core_op_done(record, core_mailbox_put(node, event));
        core_leave(core);
    }
    return result;
}
