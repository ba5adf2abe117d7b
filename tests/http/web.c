/* SPDX-License-Identifier: MIT */
#include "web.h"

enum { ON_NEXT, ON_REPLY, ON_AGAIN, ON_SLEPT, COMPLETIONS };

static const struct lev_http_head text = {.content_type = "text/plain"};
static const struct lev_http_head more = {
    .content_type = "text/plain", .headers = "X-First: 1\r\nX-Second: 2\r\n"};
static const char hello[] = "hello, world\n";

#define TEN(x) x x x x x x x x x x
static const struct lev_http_head wide = {.headers = "X: " TEN(TEN("a wide header ")) "\r\n"};
#define ROW "0123456789abcdef\n",
static const char big[10000][17] = {TEN(TEN(TEN(TEN(ROW))))};

/** Take a request. */
static void take(struct web_worker *worker)
{
    void *data = lev_buf_data(worker->buf);
    lev_op_then(&worker->next, ON_NEXT);
    if (lev_http_next_start(&worker->next, 0, data, WEB_BLOCK) != LEV_OK) {
        lev_restart();
    }
}

static void answer(
    struct web_worker *worker,
    uint16_t status,
    uint16_t flags,
    const struct lev_http_head *head,
    const void *data,
    uint32_t bytes)
{
    lev_op_then(&worker->reply, ON_REPLY);
    if (lev_http_reply_start(&worker->reply, worker->request, status, flags, head, data, bytes)
        != LEV_OK) {
        lev_restart();
    }
}

static void say_hello(struct web_worker *worker, uint16_t status)
{
    answer(worker, status, 0, &text, hello, sizeof hello - 1);
}

/** The number in a query; 0: none. */
static uint32_t number_in(const struct lev_http_request *request)
{
    const char *query = (const char *)request + request->query_offset;
    uint32_t value = 0;
    for (uint16_t i = 0; i < request->query_bytes && query[i] >= '0' && query[i] <= '9'; i++) {
        value = value * 10 + (uint32_t)(query[i] - '0');
    }
    return value;
}

/** A body made in the block: the request is not needed any more. */
static void answer_bytes(struct web_worker *worker, uint32_t bytes)
{
    char *data = lev_buf_data(worker->buf);
    bytes = bytes < WEB_BLOCK ? bytes : WEB_BLOCK;
    for (uint32_t i = 0; i < bytes; i++) {
        data[i] = (char)('a' + i % 26);
    }
    answer(worker, 200, 0, &text, data, bytes);
}

/** Method, path, query and headers, as they came, in a line each. */
static void answer_head(struct web_worker *worker, struct lev_http_request *request)
{
    char *at = (char *)request + request->path_offset;
    uint32_t bytes = (uint32_t)request->path_bytes + request->query_bytes + request->headers_bytes;
    answer(worker, 200, 0, &more, at, bytes);
}

static void sleep_then(struct web_worker *worker, uint32_t ms, uint16_t then)
{
    lev_op_then(&worker->again, then);
    if (lev_sleep_start(&worker->again, LEV_MS(ms)) != LEV_OK) {
        lev_restart();
    }
}

/** Two replies to one request: the second is refused. */
static void answer_twice(struct web_worker *worker)
{
    say_hello(worker, 200);
    lev_op_then(&worker->again, ON_AGAIN);
    if (lev_http_reply_start(&worker->again, worker->request, 200, 0, NULL, NULL, 0) != LEV_OK) {
        lev_restart();
    }
}

static void take_back(struct web_worker *worker)
{
    say_hello(worker, 201);
    if (lev_op_cancel(&worker->reply) != LEV_OK) {
        lev_restart();
    }
}

static bool is(const struct lev_http_request *request, const char *path)
{
    return lev_http_is(request, request->path_offset, request->path_bytes, path);
}

static void crash(void)
{
    for (;;) {
        __asm__ volatile("" ::: "memory");
    }
}

static void on_next(void *state, struct lev_op *op)
{
    (void)state;
    struct web_worker *worker = (struct web_worker *)op;
    if (op->result < 0) {
        take(worker); /* the service was restarted */
        return;
    }
    struct lev_http_request *request = lev_buf_data(worker->buf);
    worker->request = request->reply;
    if (is(request, "/hello")) {
        say_hello(worker, 200);
    } else if (is(request, "/echo")) {
        const char *body = (const char *)request + request->body_offset;
        answer(worker, 200, 0, &text, body, request->body_bytes);
    } else if (is(request, "/bytes")) {
        answer_bytes(worker, number_in(request));
    } else if (is(request, "/head")) {
        answer_head(worker, request);
    } else if (is(request, "/big")) {
        answer(worker, 200, 0, &text, big, sizeof big);
    } else if (is(request, "/close")) {
        answer(worker, 200, LEV_HTTP_CLOSE, &text, hello, sizeof hello - 1);
    } else if (is(request, "/slow")) {
        sleep_then(worker, number_in(request), ON_SLEPT);
    } else if (is(request, "/status")) {
        say_hello(worker, (uint16_t)number_in(request));
    } else if (is(request, "/twice")) {
        answer_twice(worker);
    } else if (is(request, "/take-back")) {
        take_back(worker);
    } else if (is(request, "/wide")) {
        answer(worker, 200, 0, &wide, NULL, 0);
    } else if (is(request, "/crash")) {
        crash();
    } else if (is(request, "/restart")) {
        lev_restart();
    } else if (!is(request, "/never")) {
        say_hello(worker, 404);
    }
}

static struct web_worker *of_reply(struct lev_op *op)
{
    return (struct web_worker *)(void *)((char *)op - offsetof(struct web_worker, reply));
}

static struct web_worker *of_again(struct lev_op *op)
{
    return (struct web_worker *)(void *)((char *)op - offsetof(struct web_worker, again));
}

static void on_reply(void *state, struct lev_op *op)
{
    (void)state;
    struct web_worker *worker = of_reply(op);
    if (op->result == LEV_E_CANCELED) {
        say_hello(worker, 200); /* taken back: say it again */
    } else if (op->result == LEV_E_RANGE && !lev_op_pending(&worker->again)) {
        say_hello(worker, 500); /* a status that is none; where the request is still ours */
    } else if (!lev_op_pending(&worker->again)) {
        take(worker);
    }
}

/** The second of two replies; the first decides. */
static void on_again(void *state, struct lev_op *op)
{
    (void)state;
    struct web_worker *worker = of_again(op);
    if (op->result != LEV_E_DENIED) {
        lev_restart();
    }
    if (!lev_op_pending(&worker->reply)) {
        take(worker);
    }
}

static void on_slept(void *state, struct lev_op *op)
{
    (void)state;
    say_hello(of_again(op), 200);
}

void web_on_event(void *state, struct lev_event event)
{
    struct web *me = state;
    if (event.id != LEV_EVENT_START) {
        return;
    }
    for (unsigned i = 0; i < WEB_WORKERS; i++) {
        struct web_worker *worker = &me->workers[i];
        worker->buf = lev_buf_get(WEB_BLOCK);
        take(worker);
    }
}

static lev_completion_fn *const completions[COMPLETIONS] = {
    [ON_NEXT] = on_next, [ON_REPLY] = on_reply, [ON_AGAIN] = on_again, [ON_SLEPT] = on_slept};

const struct lev_component web_component = {
    .name = "web",
    .completions = completions,
    .completion_count = COMPLETIONS,
    .links_min = 1,
    .state_bytes = sizeof(struct web),
};
