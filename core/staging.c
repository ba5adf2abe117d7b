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

/** Something came: the node is to look. */
static inline void signal(const struct lev_node *node)
{
    node->ram->pending |= LEV__PENDING_STAGED;
    kernel_ready_isr(node);
}

void core_isr_alarm(void)
{
    signal(core_image()->clock_node);
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
    ram->signal = 1;
    signal(source->node);
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
