/* SPDX-License-Identifier: MIT */
/**
 * The log: a ring of entries that never waits. Aborts enter it too, and displace the oldest entry rather than be lost.
 */
#include <lev/log.h>

#include "core/core.h"

/**
 * Begin an entry at the tail, its text and place left to the caller. Within core.
 *
 * @displace  where the log is full, the oldest entry makes room; else NULL
 */
static struct lev_log_entry *begin(struct core *core, uint8_t rank, uint8_t level, bool displace)
{
    const struct lev_image *image = core_image();
    struct lev_log_ram *ram = image->log_ram;
    if ((uint8_t)(ram->tail - ram->head) >= image->log_count) {
        ram->lost = ram->lost == UINT16_MAX ? UINT16_MAX : (uint16_t)(ram->lost + 1u);
        if (!displace) {
            return NULL;
        }
        ram->head++;
    }
    struct lev_log_entry *entry = &image->log[ram->tail++ & (image->log_count - 1u)];
    entry->ticks = opt_stamp_ticks(core);
    entry->rank = rank;
    entry->level = level;
    return entry;
}

/** Let the log node print it. */
static void wake_printer(void)
{
    const struct lev_node *node = core_image()->log_node;
    if (node != NULL) {
        (void)core_mailbox_put(node, (struct lev_event){CORE_EVENT_LOG, 0});
    }
}

void lev_log(enum lev_log_level level, const char *text, int32_t value)
{
    struct core *core = core_self();
    if ((uint32_t)level < core_image()->log_level) {
        return;
    }
    const char *kept = port_is_constant(text, 1) ? text : "(a log text must be constant)";
    core_enter(core);
    struct lev_log_entry *entry = begin(core, core->current->rank, (uint8_t)level, false);
    if (entry != NULL) {
        entry->text = kept;
        entry->value = value;
        wake_printer();
    }
    core_leave(core);
}

void core_log_abort(uint8_t rank, uint8_t reason, uintptr_t place, uintptr_t address)
{
    struct core *core = core_self();
    core_enter(core);
    struct lev_log_entry *entry = begin(core, rank, LEV_LOG_ERROR, true);
    entry->text = NULL;
    entry->place = place;
    entry->address = address;
    entry->reason = reason;
    wake_printer();
    core_leave(core);
}

bool core_log_take(struct lev_log_entry *entry)
{
    struct core *core = core_self();
    const struct lev_image *image = core_image();
    struct lev_log_ram *ram = image->log_ram;
    core_enter(core);
    bool any = core_input(ram->head != ram->tail) != 0;
    if (any) {
        *entry = image->log[ram->head++ & (image->log_count - 1u)];
        opt_record_read(core->current, entry, sizeof *entry);
    }
    core_leave(core);
    return any;
}

uint16_t core_log_lost(void)
{
    struct core *core = core_self();
    core_enter(core);
    uint16_t lost = core_image()->log_ram->lost;
    core_image()->log_ram->lost = 0;
    core_leave(core);
    return (uint16_t)core_input(lost);
}
