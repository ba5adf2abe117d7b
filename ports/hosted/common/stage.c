/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <lev/tables.h>

#include "ports/hosted/common/host.h"

uint32_t host_stage_room(const struct lev_source *source)
{
    if (source->ring == NULL) {
        return 0;
    }
    return source->mask + 1u - (uint16_t)(source->ram->tail - source->ram->head);
}
