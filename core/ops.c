/* SPDX-License-Identifier: MIT */
/**
 * Ops: records that travel from the client to the server's inbox and back to the client's, once.
 *
 *     FREE ─start─▶ QUEUED ─server's dispatch─▶ TAKEN ─complete─▶ DONE ─client's dispatch─▶ FREE
 *                                               │   ▲
 *                                               └───┴─ CANCEL: linked at the server once more
 *
 * A record is never unlinked from the middle of an inbox. What ends while it is linked at the server (cancelled before it
 * was taken, completed with a cancel under way) is FINISHED: the server's dispatch passes it on. A record whose client's
 * life is over is an ORPHAN: it goes the same way and is buried instead of delivered.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

LEV_MODULE(MODULE_OPS);

uint16_t core_op_index(const struct lev_op_record *record)
{
    return (uint16_t)(record - core_image()->ops);
}

static bool has(const struct lev_op_record *record, enum lev_op_flags flag)
{
    return (record->flags & flag) != 0;
}

static void set(struct lev_op_record *record, enum lev_op_flags flag)
{
    record->flags = (uint8_t)(record->flags | flag);
}

static void free_record(struct lev_op_record *record)
{
    uint16_t *free = core_nodes()[record->client].free_op;
    record->state = LEV__OP_FREE;
    record->generation++;
    record->next = *free;
    *free = core_op_index(record);
}

/** All of the node's records are free: link them in order, so that a life's handles do not depend on the one before. */
static void link_free(const struct lev_node *node)
{
    if (node->op_count == 0) {
        return;
    }
    *node->free_op = node->op_first;
    for (uint16_t i = 1; i < node->op_count; i++) {
        core_image()->ops[node->op_first + i - 1u].next = (uint16_t)(node->op_first + i);
    }
    core_image()->ops[node->op_first + node->op_count - 1u].next = LEV__NONE;
}

/** True if `op` lies in the node's block. */
static bool in_block(const struct lev_node *node, const struct lev_op *op)
{
    uintptr_t offset = (uintptr_t)op - (uintptr_t)node->state;
    return offset % sizeof(uint32_t) == 0 && node->block_bytes >= sizeof *op
           && offset <= node->block_bytes - sizeof *op;
}

static lev_handle handle_of(const struct lev_node *node, const struct lev_op_record *record)
{
    uint32_t index = (uint32_t)core_op_index(record) - node->op_first;
    return (lev_handle)(LEV__HANDLE_OP | (uint32_t)record->generation << 16 | index);
}

lev_result core_op_claim(struct lev_op *op, struct lev_op_record **claimed)
{
    const struct lev_node *node = core_self()->current;
    if (!in_block(node, op) || op->handle != 0) {
        return LEV_E_DENIED;
    }
    if (node->op_count == 0 || *node->free_op == LEV__NONE) {
        return LEV_E_NOMEM;
    }
    struct lev_op_record *record = &core_image()->ops[*node->free_op];
    *node->free_op = record->next;
    record->flags = 0;
    record->slot = 0;
    record->client = node->rank;
    record->life = node->ram->generation;
    record->op_offset = (uint32_t)((uintptr_t)op - (uintptr_t)node->state);
    op->handle = handle_of(node, record);
    *claimed = record;
    return LEV_OK;
}

void core_op_unclaim(struct lev_op *op, struct lev_op_record *record)
{
    uint16_t *free = core_self()->current->free_op;
    op->handle = 0;
    record->state = LEV__OP_FREE;
    record->next = *free;
    *free = core_op_index(record);
}

/** Find the server of a target. */
static lev_result
route(const struct lev_node *node, lev_handle target, struct lev_op_record *record)
{
    if ((uint32_t)target < node->link_count) {
        record->server = node->links[target]->rank;
        record->object = 0;
        return LEV_OK;
    }
    const struct lev_object_slot *slot = core_object(node, target);
    if (slot == NULL) {
        return LEV_E_DENIED;
    }
    record->server = (uint8_t)(slot->server - 1u);
    record->object = slot->object;
    record->slot = (uint16_t)(slot - node->objects);
    if (slot->life != core_nodes()[record->server].ram->generation) {
        set(record, LEV__OP_GONE);
    }
    return LEV_OK;
}

/** Check the data of an op and lend its block. The last check: nothing is to be undone after it. */
static lev_result
lend(const struct lev_node *node, const struct core_op_args *args, struct lev_op_record *record)
{
    record->data = args->data;
    record->bytes = args->bytes;
    if (args->bytes == 0 || (!args->writes && port_is_constant(args->data, args->bytes))) {
        return LEV_OK;
    }
    uint16_t block = core_block_of(node, args->data, args->bytes);
    if (block == 0) {
        return LEV_E_DENIED;
    }
    core_block_lend(node, block, true);
    record->block = block;
    set(record, LEV__OP_LENT);
    return LEV_OK;
}

/** Fill a claimed record from its arguments, all but the data. */
static lev_result
fill(const struct lev_node *node, const struct core_op_args *args, struct lev_op_record *record)
{
    record->opcode = args->opcode;
    record->arg = args->arg;
    record->arg2 = args->arg2;
    record->extra = args->extra;
    lev_result result = route(node, args->target, record);
    if (result != LEV_OK) {
        return result;
    }
    if (args->extra != NULL && !port_is_constant(args->extra, args->extra_bytes)) {
        return LEV_E_DENIED;
    }
    if (args->opens) {
        result = core_object_reserve(node, &record->slot);
        if (result != LEV_OK) {
            return result;
        }
        set(record, LEV__OP_OPENS);
    }
    return LEV_OK;
}

void core_op_done(struct lev_op_record *record, lev_result result)
{
    record->state = LEV__OP_DONE;
    record->result = result;
    core_inbox_append(&core_nodes()[record->client], core_op_index(record));
}

/** Send a filled record to its server, or straight back if that server, or the object's life of it, is gone. */
static void submit(const struct lev_node *node, struct lev_op_record *record)
{
    const struct lev_node *server = &core_nodes()[record->server];
    if (core_node_is_dead(server) || has(record, LEV__OP_GONE)) {
        core_op_done(record, LEV_E_RESTARTED);
        return;
    }
    record->state = LEV__OP_QUEUED;
    node->ram->held++;
    core_inbox_append(server, core_op_index(record));
}

/** From here on others see the record: lend its data and send it. */
static lev_result hand_over(
    const struct lev_node *node, const struct core_op_args *args, struct lev_op_record *record)
{
    struct core *core = core_self();
    core_enter(core);
    lev_result result = lend(node, args, record);
    if (result == LEV_OK) {
        opt_record_output(node, record->server, args->opcode);
        submit(node, record);
    } else if (args->opens) {
        core_object_free(node, record->slot);
    }
    core_leave(core);
    return result;
}

/* Records and objects are the node's own until they are handed over, and an abort makes them free again: only that is core's. */
lev_result core_op_start(struct lev_op *op, const struct core_op_args *args)
{
    const struct lev_node *node = core_self()->current;
    struct lev_op_record *record = NULL;
    lev_result result = core_op_claim(op, &record);
    if (result != LEV_OK) {
        return result;
    }
    result = fill(node, args, record);
    if (result == LEV_OK) {
        result = hand_over(node, args, record);
    }
    if (result != LEV_OK) {
        core_op_unclaim(op, record);
    }
    return result;
}

/** An orphan's way ends: its block goes back to the pool, and its client may have waited for that. */
static void bury(struct lev_op_record *record)
{
    const struct lev_node *client = &core_nodes()[record->client];
    if (has(record, LEV__OP_LENT)) {
        core_image()->buffer_part->drop(record->block);
    }
    free_record(record);
    client->ram->held--;
    core_restart_check(client);
}

/** The server has let go of a record that is linked nowhere. */
static void pass_on(struct lev_op_record *record)
{
    if (has(record, LEV__OP_ORPHAN)) {
        bury(record);
        return;
    }
    core_nodes()[record->client].ram->held--;
    core_op_done(record, record->result);
}

void core_op_abandon(struct lev_op_record *record, lev_result result)
{
    if (!has(record, LEV__OP_FINISHED)) {
        record->result = result;
    }
    pass_on(record);
}

void core_op_forget(struct lev_op_record *record)
{
    if (has(record, LEV__OP_LENT)) {
        core_image()->buffer_part->drop(record->block);
    }
    free_record(record);
}

/** Index, generation, and a bit so that it is never 0: a server's fresh state names no op. */
static uint32_t token_of(const struct lev_op_record *record)
{
    return 0x01000000u | (uint32_t)record->generation << 16 | core_op_index(record);
}

/** The record that a token names, if the current node holds it; NULL: it does not, any more. */
static struct lev_op_record *held_record(uint32_t token)
{
    uint16_t index = (uint16_t)token;
    if (index >= core_image()->op_count) {
        return NULL;
    }
    struct lev_op_record *record = &core_image()->ops[index];
    bool taken = record->state == LEV__OP_TAKEN || record->state == LEV__OP_CANCEL;
    bool mine = token_of(record) == token && record->server == core_self()->current->rank;
    return taken && mine && !has(record, LEV__OP_FINISHED) ? record : NULL;
}

bool core_request_get(uint16_t index, struct core_request *request)
{
    if (index >= core_image()->op_count) {
        return false;
    }
    uint32_t token = token_of(&core_image()->ops[index]);
    struct lev_op_record *record = held_record(token);
    if (record == NULL) {
        return false;
    }
    set(record, LEV__OP_READ);
    *request = (struct core_request){
        .token = token,
        .opcode = record->opcode,
        .client = record->client,
        .life = record->life,
        .object = record->object,
        .arg = record->arg,
        .arg2 = record->arg2,
        .bytes = record->bytes,
        .extra = record->extra,
        .data = record->data,
    };
    opt_record_request(core_self()->current, request);
    return true;
}

bool core_op_complete(uint32_t token, lev_result result)
{
    struct core *core = core_self();
    core_enter(core);
    struct lev_op_record *record = held_record(token);
    bool wanted = record != NULL && !has(record, LEV__OP_ORPHAN);
    if (record != NULL) {
        record->result = result;
        set(record, LEV__OP_FINISHED);
        if (record->state == LEV__OP_TAKEN) {
            pass_on(record);
        }
    }
    core_leave(core);
    return wanted;
}

lev_handle core_op_opens(uint32_t token, uint16_t object)
{
    struct core *core = core_self();
    const struct lev_op_record *record = held_record(token);
    if (record == NULL || has(record, LEV__OP_ORPHAN) || record->slot == 0) {
        return LEV_NO_HANDLE;
    }
    const struct lev_node *client = &core_nodes()[record->client];
    struct lev_object_slot *slot = &client->objects[record->slot];
    if (!slot->opening) {
        return LEV_NO_HANDLE;
    }
    core_enter(core);
    slot->object = object;
    slot->server = (uint8_t)(record->server + 1u);
    slot->life = core->current->ram->generation;
    core_leave(core);
    return (lev_handle)(LEV__HANDLE_OBJECT | (uint32_t)slot->generation << 16 | record->slot);
}

void core_op_closes(uint32_t token)
{
    struct lev_op_record *record = held_record(token);
    if (record != NULL) {
        set(record, LEV__OP_CLOSES);
    }
}

/** A record reaches the server. @return the event to dispatch; 0: none, it has passed on */
static uint16_t arrive(struct lev_op_record *record)
{
    if (record->state == LEV__OP_QUEUED && has(record, LEV__OP_ORPHAN)) {
        record->result = LEV_E_CANCELED;
        set(record, LEV__OP_FINISHED);
    }
    if (has(record, LEV__OP_FINISHED)) {
        pass_on(record);
        return 0;
    }
    uint16_t id = record->state == LEV__OP_QUEUED ? LEV_EVENT_REQUEST : LEV_EVENT_CANCEL;
    record->state = LEV__OP_TAKEN;
    return id;
}

/** What the op opened is the node's now; or it opened nothing that lives, and its entry is free again. */
static void settle_opened(const struct lev_node *node, const struct lev_op_record *record)
{
    struct lev_object_slot *slot = &node->objects[record->slot];
    bool gone = slot->life != core_nodes()[record->server].ram->generation
                && record->result == LEV_E_RESTARTED;
    slot->opening = 0;
    if (slot->server == 0 || gone) {
        core_object_free(node, record->slot);
    }
}

/** The op may have ended the object it addresses; or the object's server has restarted, and another op said so before. */
static void settle_addressed(const struct lev_node *node, const struct lev_op_record *record)
{
    const struct lev_object_slot *slot = &node->objects[record->slot];
    bool same =
        slot->server == record->server + 1u && slot->object == record->object && !slot->opening;
    bool gone = slot->life != core_nodes()[record->server].ram->generation
                && record->result == LEV_E_RESTARTED;
    if (same && (gone || has(record, LEV__OP_CLOSES))) {
        core_object_free(node, record->slot);
    }
}

/** Which entry of the completion table is told: named by the op, or by the frame that waits in the node's block. */
static uint16_t waiting_entry(const struct lev_node *node, uint32_t waiter)
{
    if ((waiter & (uint32_t)LEV_WAIT_FRAME) == 0) {
        return (uint16_t)waiter;
    }
    uint32_t offset = waiter & ~(uint32_t)LEV_WAIT_FRAME;
    LEV_ASSERT(1, offset % 4 == 0 && offset + sizeof(struct lev_frame) <= node->block_bytes);
    return ((const struct lev_frame *)(const void *)((const uint8_t *)node->state + offset))->entry;
}

/** Give the op its result and tell the waiter. Outside core: this is the node's handler, its mistakes abort it. */
static void
tell(const struct lev_node *node, struct lev_op *op, lev_handle handle, lev_result result)
{
    LEV_ASSERT(2, op->handle == handle);
    op->result = result;
    op->handle = 0;
    uint32_t waiter = op->waiter;
    if (waiter == LEV_WAIT_NOBODY) {
        return;
    }
    uint16_t entry = waiting_entry(node, waiter);
    LEV_ASSERT(3, entry < node->component->completion_count);
    node->component->completions[entry](node->state, op);
}

/** A record is back at its client: within core, which it leaves. */
static void deliver(struct core *core, const struct lev_node *node, struct lev_op_record *record)
{
    struct lev_op *op = (struct lev_op *)(void *)((uint8_t *)node->state + record->op_offset);
    lev_handle handle = handle_of(node, record);
    lev_result result = record->result;
    uint32_t wrote = result > 0 && (uint32_t)result <= record->bytes ? (uint32_t)result : 0;
    if (has(record, LEV__OP_LENT)) {
        core_block_lend(node, record->block, false);
    }
    if (has(record, LEV__OP_OPENS)) {
        settle_opened(node, record);
    } else if (record->slot != 0) {
        settle_addressed(node, record);
    }
    core_handler_begin(core, node);
    opt_record_completion(node, (uint16_t)handle, result, record->data, wrote);
    free_record(record);
    core->current = node;
    core_leave(core);
    tell(node, op, handle, result);
    opt_restart_handler_end(core);
}

lev_result lev_op_cancel(struct lev_op *op)
{
    struct core *core = core_self();
    const struct lev_node *node = core->current;
    if (!in_block(node, op)) {
        return LEV_E_DENIED;
    }
    uint32_t index = (uint32_t)op->handle & 0xffffu;
    if (index >= node->op_count) {
        return LEV_E_DENIED;
    }
    struct lev_op_record *record = &core_image()->ops[node->op_first + index];
    if (record->state == LEV__OP_FREE || op->handle != handle_of(node, record)) {
        return LEV_E_DENIED;
    }
    core_enter(core);
    core_op_ask_cancel(record);
    core_leave(core);
    return LEV_OK;
}

void core_op_ask_cancel(struct lev_op_record *record)
{
    if (record->state == LEV__OP_ARMED) {
        core_sleep_end(record->object);
        core_op_done(record, LEV_E_CANCELED);
    } else if (record->state == LEV__OP_QUEUED) {
        record->result = LEV_E_CANCELED;
        set(record, LEV__OP_FINISHED);
    } else if (record->state == LEV__OP_TAKEN && !has(record, LEV__OP_CANCELING)) {
        set(record, LEV__OP_CANCELING);
        record->state = LEV__OP_CANCEL;
        core_inbox_append(&core_nodes()[record->server], core_op_index(record));
    }
}

/** A life begins: all of its records and objects are free. */
static void init(const struct lev_node *node)
{
    core_objects_init(node);
    link_free(node);
}

/** A node that does not look at what it is asked for is no server of it: the client is told, or it would wait for ever. */
static void refuse_unread(struct core *core, struct lev_op_record *record, uint32_t token)
{
    core_enter(core);
    bool held = record->state == LEV__OP_TAKEN || record->state == LEV__OP_CANCEL;
    if (held && token_of(record) == token && !has(record, LEV__OP_READ)) {
        record->result = LEV_E_UNSUPPORTED;
        set(record, LEV__OP_FINISHED);
        if (record->state == LEV__OP_TAKEN) {
            pass_on(record);
        }
    }
    core_leave(core);
}

/** The next entry of the inbox is an op: back at its client, or arriving at its server. Within core, which it leaves. */
static void dispatch(struct core *core, const struct lev_node *node, uint16_t index)
{
    struct lev_op_record *record = &core_image()->ops[index];
    if (record->state == LEV__OP_DONE) {
        deliver(core, node, record);
        return;
    }
    uint16_t id = arrive(record);
    uint32_t token = token_of(record);
    core_leave(core);
    if (id != 0) {
        core_handle(core, node, (struct lev_event){id, index});
        refuse_unread(core, record, token);
    }
}

const struct lev_ops_part core_ops_part = {
    init, core_ops_stop, dispatch, core_grace_wait, core_grace_force};
