/* SPDX-License-Identifier: MIT */
/**
 * A scene: how a test case drives a real kernel.
 *
 * The image is a deployment like any other. Three components of it are the test's:
 *
 *     director   high priority: runs the cases, turn by turn. What it posts in one turn is queued before any of it runs,
 *                on a kernel that preempts too, so a trace is the same on every kernel
 *     quiet      lowest priority: its turn means that nothing else is ready, and the director goes on
 *     probe      everybody else: does what the case put into on_event[] and on_done[] for its rank, else it only traces
 *
 * All three may look into the kernel. Link number n of each of them is the node of rank n. After each case the kernel's
 * tables are checked (support/invariants.h): no block, op or timer may be left over.
 */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include <lev/assert.h>
#include <lev/buf.h>
#include <lev/log.h>
#include <lev/timer.h>

#include "core/core.h"
#include "tests/test.h"

enum { PROBE_OPS = 5, SCENE_NODES_MAX = 17, SCENE_TRACE_BYTES = 384 };

/** State of a probe: zero at the start of a life. */
struct probe {
    struct lev_op op[PROBE_OPS];
    uint32_t word[4]; /**< belongs to the case */
};

struct director {
    lev_handle timer;
    uint32_t over; /**< the case has ended, what it left is looked at next */
};

struct quiet {
    uint32_t unused;
};

typedef void probe_event_fn(struct probe *me, struct lev_event event);
typedef void probe_done_fn(struct probe *me, struct lev_op *op);

/** What the probe of a rank does; NULL: it writes into the trace. Cleared after each case. */
extern probe_event_fn *on_event[SCENE_NODES_MAX];
extern probe_done_fn *on_done[SCENE_NODES_MAX];

/** Words that a case keeps from turn to turn and shares with its handlers. Zero when it begins. */
struct scene {
    uint32_t count;
    uint32_t token;
    lev_handle handle;
    lev_result result;
    lev_time time;
    uint32_t value[8];
};
extern struct scene scene;

/** Bit n: the quiesce hook of the node with unit n has run. */
extern uint32_t scene_quiesced;
void scene_quiesce(uint16_t unit);

/* ---- Trace: short words with a blank between them ------------------------------------------------------- */

/** What was traced since the last call of trace(). */
const char *trace(void);
/** What was traced before the first case: the image's start. */
const char *trace_of_boot(void);
/** Add a word: `a3`. */
void trace_word(const char *text, int32_t number);
/** Add what the default handler adds: name of the current node, then
 *  3: LEV_EVENT_USER + 3 · 3=7: its arg is 7 · *3: it carries a block · !1: start, reason · ?: request · ^: cancel ·
 *  ~: orphans · :2: staged source 2. */
void trace_event(struct lev_event event);
/** Add `a.0=-1`: op 0 of probe a is done with result -1. */
void trace_done(const struct probe *me, const struct lev_op *op);

/* ---- What cases and their handlers do --------------------------------------------------------------------- */

/** An event that carries nothing but its number. */
static inline struct lev_event event(uint16_t number)
{
    return (struct lev_event){(uint16_t)(LEV_EVENT_USER + number), 0};
}

static inline void post(uint8_t to, uint16_t number)
{
    (void)lev_post((lev_handle)to, event(number));
}

static inline void post_arg(uint8_t to, uint16_t number, uint16_t arg)
{
    (void)lev_post((lev_handle)to, (struct lev_event){(uint16_t)(LEV_EVENT_USER + number), arg});
}

static inline uint16_t number_of(struct lev_event it)
{
    return (uint16_t)((it.id & ~LEV_EVENT_BUFFER) - LEV_EVENT_USER);
}

/** True for an event that a case posted, with or without a block. */
static inline bool is_user(struct lev_event it)
{
    return (it.id & ~LEV_EVENT_BUFFER) >= LEV_EVENT_USER;
}

/** Start an op with `data` on the node of rank `server`; it tells on_done. */
lev_result start_op(struct lev_op *op, uint8_t server, void *data, uint32_t bytes);
lev_result start_op_on(struct lev_op *op, const struct core_op_args *args);

/* ---- Server handlers that cases share ------------------------------------------------------------------------ */

/** The request of a LEV_EVENT_REQUEST or LEV_EVENT_CANCEL, which must be there. */
struct core_request request_of(struct lev_event it);
/** Traces, and completes each request at once with its `arg`. */
void serve_at_once(struct probe *me, struct lev_event it);
/** Traces, and keeps requests: word[0] is how many, word[1 ..] their tokens. A user event n completes the oldest with
 *  n; a cancel completes the one that it is about with LEV_E_CANCELED. */
void serve_later(struct probe *me, struct lev_event it);
/** As serve_later, but deaf to cancels. */
void serve_stubbornly(struct probe *me, struct lev_event it);

/** What an interrupt of a source does, from a handler: stage bytes. */
bool interrupt(const struct lev_source *source, const void *data, uint32_t bytes);

static inline const struct lev_node *node_of(uint8_t rank)
{
    return &core_nodes()[rank];
}

/** The state of a probe, to be read from outside. */
static inline struct probe *probe_of(uint8_t rank)
{
    return node_of(rank)->state;
}

/** Who runs now. */
static inline uint8_t self(void)
{
    return core_self()->current->rank;
}

/** Drops counted at a node since the last call. */
uint16_t drops(uint8_t rank);

void director_on_event(void *state, struct lev_event event);
void quiet_on_event(void *state, struct lev_event event);
void probe_on_event(void *state, struct lev_event event);
extern const struct lev_component director_component;
extern const struct lev_component quiet_component;
extern const struct lev_component probe_component;

/** Ranks that the scene needs to know: defined by the deployment's file. */
extern const uint8_t scene_director;
extern const uint8_t scene_quiet;

#endif
