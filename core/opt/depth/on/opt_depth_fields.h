/* SPDX-License-Identifier: MIT */
/** Feature depth: calls into core are not interrupted by preemption or abort. Here: its fields. */
#ifndef OPT_DEPTH_FIELDS_H
#define OPT_DEPTH_FIELDS_H

#define OPT_DEPTH_FIELDS                                 \
    volatile uint8_t depth; /**< above 0: inside core */ \
    volatile uint8_t due;   /**< OPT_DEPTH_…: a preemption or abort waits for depth 0 */

#endif
