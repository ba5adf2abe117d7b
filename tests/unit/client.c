/* SPDX-License-Identifier: MIT */
#include "tests/unit/client.h"

#include <lev/buf.h>

enum { ON_DONE };

#define STEPS_MAX 64u

int failures;
char client_done[2048];
client_event_fn *client_also_on_event;
client_done_fn *client_also_on_done;

/* ---- What clients are told -------------------------------------------------------------------------------- */

static struct step {
    uint8_t rank;
    client_fn *fn;
} steps[STEPS_MAX];
static uint8_t step_count;

static void poke(void *context)
{
    struct step *step = context;
    uint8_t number = (uint8_t)(step - steps);
    if (!core_isr_stage(&core_nodes()[step->rank].sources[0], &number, 1)) {
        fprintf(stderr, "the client's ring is full\n");
        failures++;
    }
}

void tell(uint64_t at, uint8_t rank, client_fn *fn)
{
    steps[step_count] = (struct step){rank, fn};
    sim_at(at, poke, &steps[step_count++]);
}

#define TYPED_MAX 16u
static struct typed {
    const char *text;
} typed[TYPED_MAX];
static uint8_t typed_count;

static void type(void *context)
{
    const struct typed *it = context;
    sim_uart_type(0, it->text);
}

void type_at(uint64_t at, const char *text)
{
    typed[typed_count].text = text;
    sim_at(at, type, &typed[typed_count++]);
}

static void on_done(void *state, struct lev_op *op)
{
    struct client *me = state;
    size_t used = strlen(client_done);
    (void)snprintf(
        client_done + used, sizeof client_done - used, "%s%c%d=%d", used == 0 ? "" : " ",
        core_self()->current->name[0], (int)(op - me->op), (int)op->result);
    if (client_also_on_done != NULL) {
        client_also_on_done(me, op);
    }
}

void client_on_event(void *state, struct lev_event event)
{
    struct client *me = state;
    if (event.id == LEV_EVENT_START) {
        for (int i = 0; i < CLIENT_OPS; i++) {
            lev_op_then(&me->op[i], ON_DONE);
        }
    }
    uint8_t number = 0;
    if (event.id == LEV_EVENT_STAGED) {
        while (core_stage_take(0, &number, 1) != 0) {
            steps[number].fn(me);
        }
    }
    if (client_also_on_event != NULL) {
        client_also_on_event(me, event);
    }
}

static lev_completion_fn *const completions[] = {[ON_DONE] = on_done};
const struct lev_component client_component = {
    .name = "client",
    .completions = completions,
    .completion_count = 1,
    .state_bytes = sizeof(struct client),
};

/* ---- Buffers ------------------------------------------------------------------------------------------------ */

void *client_buf(struct client *me, int number, uint32_t bytes)
{
    lev_result buf = lev_buf_get(bytes);
    CHECK(buf >= 0);
    me->buf[number] = buf;
    return lev_buf_data(buf);
}

char *client_data(const struct client *me, int number)
{
    return lev_buf_data(me->buf[number]);
}

uint32_t free_blocks(void)
{
    uint32_t count = 0;
    for (const struct lev_pool *pool = core_image()->pools; pool->count != 0; pool++) {
        for (uint16_t at = *pool->free; at != 0; at = core_image()->blocks[at].next) {
            count++;
        }
    }
    return count;
}

/* ---- Aborts ------------------------------------------------------------------------------------------------- */

uint32_t aborts;
static uint8_t abort_rank;
static uint64_t abort_from;
static uint32_t aborts_wanted;

static bool is_running(uint8_t rank)
{
    const struct lev_node *node = core_self()->current;
    return node != NULL && node->rank == rank;
}

static void abort_first(void *context)
{
    (void)context;
    if (aborts < aborts_wanted && sim_now() >= abort_from && is_running(abort_rank)
        && sim_abort()) {
        aborts++;
    }
}

void abort_node(uint64_t at, uint8_t rank, uint32_t count)
{
    abort_from = at;
    abort_rank = rank;
    aborts_wanted = count;
    sim_on_instant(abort_first, NULL);
}

static void abort_here(void *context)
{
    (void)context;
    if (is_running(abort_rank) && sim_abort()) {
        aborts++;
    }
}

void abort_at_instant(uint64_t number, uint8_t rank)
{
    abort_rank = rank;
    sim_at_instant(number, abort_here, NULL);
}

/* ---- Cases -------------------------------------------------------------------------------------------------- */

void check_text(const char *actual, const char *expected, const char *file, int line)
{
    if (strcmp(actual, expected) != 0) {
        fprintf(stderr, "%s:%d: \"%s\" is not \"%s\"\n", file, line, actual, expected);
        failures++;
    }
}

int run_cases(const struct test_case *cases)
{
    int passed = 0;
    int failed = 0;
    for (; cases->name != NULL; cases++) {
        struct sim_result result = sim_child(cases->scenario, NULL);
        if (result.status == 0) {
            passed++;
        } else {
            failed++;
            fprintf(stderr, "FAIL %s: status %d\n", cases->name, result.status);
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
