/* SPDX-License-Identifier: MIT */
/**
 * Group mem: a bounded heap inside the node's own block, so that it restarts, snapshots and moves with the node.
 *
 * Handles, not pointers, live in the state; each is checked by index and generation. Freed memory is reused only
 * after the handler has returned, so a pointer that the handler still holds cannot see another object.
 */
#ifndef LEV_MEM_H
#define LEV_MEM_H

#include <lev/core.h>

#if !defined(LEV_USE_mem) && !defined(LEV__OS)
#error "undeclared API group: add '#define LEV_USE_mem 1' to the component's declaration header"
#endif
#ifdef LEV_USE_mem
#if !defined(LEV__MANIFEST)
#error "include <lev/component.h> in the component's declaration header, after its LEV_USE_ lines"
#elif LEV_USE_mem != 1
#error "group mem is at major version 1: write '#define LEV_USE_mem 1'"
#endif
LEV__MANIFEST("use", "mem " LEV__TEXT(LEV_USE_mem));
#endif

LEV_BEGIN_DECLS

/**
 * Allocate `bytes`, zeroed, aligned to 8.
 *
 * @return  a handle; LEV_E_NOMEM: the node's heap (set in the deployment) has no free piece of that class;
 *          LEV_E_RANGE: 0, or more than 4096, the largest class
 * @cost    O(number of size classes)
 */
LEV_CTX(handler)
LEV_MUST_USE lev_result lev_mem_get(uint32_t bytes);

/** Address for the rest of this handler; NULL: not a live piece of this node. */
LEV_CTX(handler)
LEV_MUST_USE void *lev_mem_data(lev_handle piece);

/** Free a piece. @return LEV_OK; LEV_E_DENIED: not a live piece of this node. */
LEV_CTX(handler)
lev_result lev_mem_put(lev_handle piece);

LEV_END_DECLS

#endif
