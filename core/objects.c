/* SPDX-License-Identifier: MIT */
/**
 * A node's open objects: streams, listeners, requests that servers keep for it. Its handles are entries of a table of
 * its own, taken from a free list in a fixed order, so that the same run gives the same handles.
 */
#include "core/core.h"

void core_objects_init(const struct lev_node *node)
{
    uint16_t entries = node->object_count == 0 ? 0 : (uint16_t)(node->object_count + 1u);
    for (uint16_t i = 0; i < entries; i++) {
        struct lev_object_slot *slot = &node->objects[i];
        slot->object = i < node->object_count ? (uint16_t)(i + 1u) : LEV__NONE;
        slot->server = 0;
        slot->opening = 0;
    }
}

struct lev_object_slot *core_object(const struct lev_node *node, lev_handle handle)
{
    uint32_t index = (uint32_t)handle & 0xffffu;
    if (((uint32_t)handle & 0xff000000u) != LEV__HANDLE_OBJECT || index == 0
        || index > node->object_count) {
        return NULL;
    }
    struct lev_object_slot *slot = &node->objects[index];
    bool live = slot->server != 0 && slot->generation == ((uint32_t)handle >> 16 & 0xffu);
    return live ? slot : NULL;
}

lev_result core_object_reserve(const struct lev_node *node, uint16_t *reserved)
{
    if (node->object_count == 0 || node->objects[0].object == LEV__NONE) {
        return LEV_E_NOMEM;
    }
    uint16_t index = node->objects[0].object;
    struct lev_object_slot *slot = &node->objects[index];
    node->objects[0].object = slot->object;
    slot->server = 0;
    slot->opening = 1;
    slot->generation++;
    *reserved = index;
    return LEV_OK;
}

void core_object_free(const struct lev_node *node, uint16_t index)
{
    struct lev_object_slot *slot = &node->objects[index];
    slot->server = 0;
    slot->opening = 0;
    slot->object = node->objects[0].object;
    node->objects[0].object = index;
}

void core_objects_stop(const struct lev_node *node)
{
    for (uint16_t i = 1; i <= node->object_count; i++) {
        uint8_t server = node->objects[i].server;
        if (server != 0) {
            core_node_pend(&core_nodes()[server - 1u], LEV__PENDING_ORPHANS);
        }
    }
    core_objects_init(node);
}
