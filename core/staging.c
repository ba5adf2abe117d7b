/* SPDX-License-Identifier: MIT */
/**
 * Staging rings: an interrupt puts bytes in, its driver node takes them out. One writer, one reader, no lock.
 */
#include <lev/assert.h>

#include "core/dispatch.h"

#include "base/bytes.h"

LEV_MODULE(MODULE_STAGING);

/** Add to a counter that stays at its top. */
static void add_saturated(volatile uint16_t *counter, uint32_t n)
{
    uint32_t sum = *counter + n;
    *counter = sum > UINT16_MAX ? UINT16_MAX : (uint16_t)sum;
}

/** Something came: its node is to look. */
static inline void signal(const struct lev_source *source)
{
    source->ram->signal = 1;
    source->node->ram->pending |= LEV__PENDING_STAGED;
    kernel_ready_isr(source->node);
}

void core_isr_alarm(void)
{
    signal(core_image()->alarm);
}

bool core_isr_stage(const struct lev_source *source, const void *data, uint32_t bytes)
{
    struct lev_source_ram *ram = source->ram;
    const uint8_t *from = data;
    bool fits = bytes == 0;
    uint16_t tail = ram->tail;
    if (!fits && source->ring != NULL) {
        uint32_t room = source->mask + 1u - (uint16_t)(tail - ram->head);
        fits = bytes <= room;
    }
    if (fits) {
        for (uint32_t i = 0; i < bytes; i++) {
            source->ring[(uint16_t)(tail + i) & source->mask] = from[i];
        }
        ram->tail = (uint16_t)(tail + bytes);
    } else {
        add_saturated(&ram->lost, bytes);
    }
    signal(source);
    return fits;
}

uint32_t core_input(uint32_t value)
{
    opt_record_read(core_self()->current, &value, sizeof value);
    return value;
}

const struct lev_source *core_source(uint8_t number)
{
    const struct lev_node *node = core_self()->current;
    LEV_ASSERT(1, number < node->source_count);
    return &node->sources[number];
}

uint32_t core_staged(uint8_t number)
{
    const struct lev_source_ram *ram = core_source(number)->ram;
    return core_input((uint16_t)(ram->tail - ram->head));
}

uint32_t core_stage_take(uint8_t number, void *data, uint32_t bytes)
{
    const struct lev_source *source = core_source(number);
    struct lev_source_ram *ram = source->ram;
    uint8_t *to = data;
    uint16_t head = ram->head;
    uint32_t count = (uint16_t)(ram->tail - head);
    count = count < bytes ? count : bytes;
    for (uint32_t i = 0; i < count; i++) {
        to[i] = source->ring[(uint16_t)(head + i) & source->mask];
    }
    ram->head = (uint16_t)(head + count);
    opt_record_read(source->node, data, count);
    return count;
}

uint16_t core_stage_lost(uint8_t number)
{
    struct lev_source_ram *ram = core_source(number)->ram;
    port_irq_mask();
    uint16_t lost = ram->lost;
    ram->lost = 0;
    port_irq_unmask();
    return (uint16_t)core_input(lost);
}

/** Of several sources one that has a signal and may be dispatched; the bit stays set while another one has. NULL: none. */
static const struct lev_source *choose(struct core *core, const struct lev_node *node)
{
    const struct lev_source *found = NULL;
    for (uint8_t i = 0; i < node->source_count; i++) {
        const struct lev_source *source = &node->sources[i];
        if (source->ram->signal == 0
            || (node->rate_limit != 0 && !core_rate_allows(core, source))) {
            continue;
        }
        if (found != NULL) {
            core_node_pend(node, LEV__PENDING_STAGED);
            break;
        }
        found = source;
    }
    return found;
}

void core_dispatch_staged(struct core *core, const struct lev_node *node)
{
    const struct lev_source *source = node->sources;
    core_node_settle(core, node, LEV__PENDING_STAGED);
    if (node->source_count != 1 || node->rate_limit != 0) {
        source = choose(core, node);
    }
    if (source == NULL || source->ram->signal == 0) {
        return;
    }
    source->ram->signal = 0;
    core_handle(core, node, (struct lev_event){LEV_EVENT_STAGED, source->number});
}
