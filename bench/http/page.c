/* SPDX-License-Identifier: MIT */
#include "page.h"

enum { ON_NEXT, ON_REPLY, COMPLETIONS };

static const struct lev_http_head text = {.content_type = "text/plain"};

static void take(struct page_worker *worker)
{
    if (lev_http_next_start(&worker->next, 0, lev_buf_data(worker->buf), PAGE_BLOCK) != LEV_OK) {
        lev_restart();
    }
}

static void on_next(void *state, struct lev_op *op)
{
    (void)state;
    struct page_worker *worker = (struct page_worker *)op;
    if (op->result < 0) {
        take(worker);
        return;
    }
    const struct lev_http_request *request = lev_buf_data(worker->buf);
    if (lev_http_reply_start(&worker->reply, request->reply, 200, 0, &text, "hello", 5) != LEV_OK) {
        lev_restart();
    }
}

static void on_reply(void *state, struct lev_op *op)
{
    (void)state;
    take((struct page_worker *)(void *)((char *)op - offsetof(struct page_worker, reply)));
}

void page_on_event(void *state, struct lev_event event)
{
    struct page *me = state;
    if (event.id != LEV_EVENT_START) {
        return;
    }
    for (unsigned i = 0; i < PAGE_WORKERS; i++) {
        struct page_worker *worker = &me->workers[i];
        worker->buf = lev_buf_get(PAGE_BLOCK);
        lev_op_then(&worker->next, ON_NEXT);
        lev_op_then(&worker->reply, ON_REPLY);
        take(worker);
    }
}

static lev_completion_fn *const completions[COMPLETIONS] = {
    [ON_NEXT] = on_next, [ON_REPLY] = on_reply};

const struct lev_component page_component = {
    .name = "page",
    .completions = completions,
    .completion_count = COMPLETIONS,
    .links_min = 1,
    .state_bytes = sizeof(struct page),
};
