/* SPDX-License-Identifier: MIT */
#include "greenhouse_web.h"

#include "greenhouse_events.h"
#include "page.h"

enum { BLOCK_BYTES = 1024 };
enum completion { ON_REQUEST, ON_REPLIED };

static const struct lev_http_head html = {
    "text/html; charset=utf-8", "Cache-Control: no-store\r\n"};
static const struct lev_http_head json = {"application/json", "Cache-Control: no-store\r\n"};
static const struct lev_http_head plain = {"text/plain", NULL};
static const struct lev_http_head allow_get = {"text/plain", "Allow: GET, HEAD\r\n"};
static const struct lev_http_head allow_put = {"text/plain", "Allow: PUT\r\n"};

/** Wait for the next request at this desk. */
static void wait(struct greenhouse_web_desk *desk)
{
    void *data = lev_buf_data(desk->block);
    if (lev_http_next_start(&desk->next, GREENHOUSE_WEB_HTTP, data, BLOCK_BYTES) != LEV_OK) {
        lev_log(LEV_LOG_ERROR, "cannot take requests", 0);
    }
}

static void reply(
    struct greenhouse_web_desk *desk,
    lev_handle request,
    uint16_t status,
    const struct lev_http_head *head,
    const void *data,
    uint32_t bytes)
{
    if (lev_http_reply_start(&desk->reply, request, status, 0, head, data, bytes) != LEV_OK) {
        wait(desk);
    }
}

/** A constant text, given with its zero, as a reply. */
#define REPLY(desk, request, status, head, text) \
    reply(desk, (request)->reply, status, head, text, sizeof(text) - 1)

/** The reading as JSON, written over the request, which is not needed any more. */
static void
reply_reading(struct greenhouse_web *me, struct greenhouse_web_desk *desk, lev_handle request)
{
    struct lev_text out = lev_text_at(lev_buf_data(desk->block), BLOCK_BYTES);
    lev_text_put(&out, "{\"temperature\":");
    lev_text_put_fixed(&out, me->temperature * 10 / 16, 1);
    lev_text_put(&out, ",\"threshold\":");
    lev_text_put_fixed(&out, me->threshold * 10 / 16, 1);
    lev_text_put(&out, me->fan_on ? ",\"fan\":true" : ",\"fan\":false");
    lev_text_put(&out, me->valid ? ",\"valid\":true}\n" : ",\"valid\":false}\n");
    reply(desk, request, 200, &json, out.data, out.bytes);
}

/** A number as body: tell the greenhouse, which tells back what holds. */
static void put_threshold(struct greenhouse_web_desk *desk, const struct lev_http_request *request)
{
    struct lev_word body =
        lev_word_at((const char *)request + request->body_offset, request->body_bytes);
    int32_t value = 0;
    if (!lev_word_parse_fixed(lev_word_next(&body), 1, -550, 1250, &value)
        || lev_word_next(&body).bytes != 0) {
        REPLY(desk, request, 400, &plain, "the body is a number from -55 to 125\n");
        return;
    }
    (void)lev_post(
        GREENHOUSE_WEB_GREENHOUSE,
        (struct lev_event){GREENHOUSE_THRESHOLD, (uint16_t)(value * 16 / 10)});
    reply(desk, request->reply, 204, NULL, NULL, 0);
}

static bool path_is(const struct lev_http_request *request, const char *path)
{
    return lev_http_is(request, request->path_offset, request->path_bytes, path);
}

static void answer(struct greenhouse_web *me, struct greenhouse_web_desk *desk)
{
    const struct lev_http_request *request = lev_buf_data(desk->block);
    bool get = request->method == LEV_HTTP_GET || request->method == LEV_HTTP_HEAD;
    if (path_is(request, "/") && get) {
        REPLY(desk, request, 200, &html, page);
    } else if (path_is(request, "/api/temperature") && get) {
        reply_reading(me, desk, request->reply);
    } else if (path_is(request, "/api/threshold") && request->method == LEV_HTTP_PUT) {
        put_threshold(desk, request);
    } else if (path_is(request, "/") || path_is(request, "/api/temperature")) {
        REPLY(desk, request, 405, &allow_get, "only GET\n");
    } else if (path_is(request, "/api/threshold")) {
        REPLY(desk, request, 405, &allow_put, "only PUT\n");
    } else {
        REPLY(desk, request, 404, &plain, "there is / and /api/temperature and /api/threshold\n");
    }
}

static void on_request(void *state, struct lev_op *op)
{
    struct greenhouse_web_desk *desk =
        (struct greenhouse_web_desk *)(void *)op; /* `next` is first */
    if (op->result >= 0) {
        answer(state, desk);
    } else if (op->result == LEV_E_RESTARTED) {
        wait(desk);
    }
}

static void on_replied(void *state, struct lev_op *op)
{
    (void)state;
    wait((struct greenhouse_web_desk *)(void *)(op - 1)); /* `reply` follows `next` */
}

static void start(struct greenhouse_web *me)
{
    for (int i = 0; i < GREENHOUSE_WEB_DESKS; i++) {
        struct greenhouse_web_desk *desk = &me->desk[i];
        lev_op_then(&desk->next, ON_REQUEST);
        lev_op_then(&desk->reply, ON_REPLIED);
        desk->block = lev_buf_get(BLOCK_BYTES);
        wait(desk);
    }
}

void greenhouse_web_on_event(void *state, struct lev_event event)
{
    struct greenhouse_web *me = state;
    if (event.id == LEV_EVENT_START) {
        start(me);
    } else if (event.id == GREENHOUSE_TEMPERATURE) {
        me->temperature = (int16_t)event.arg;
    } else if (event.id == GREENHOUSE_THRESHOLD) {
        me->threshold = (int16_t)event.arg;
    } else if (event.id == GREENHOUSE_STATE) {
        me->fan_on = (event.arg & GREENHOUSE_FAN_IS_ON) != 0;
        me->valid = (event.arg & GREENHOUSE_SENSOR_ANSWERS) != 0;
    }
}

static lev_completion_fn *const completions[] = {on_request, on_replied};

const struct lev_component greenhouse_web_component = {
    .name = "greenhouse_web",
    .completions = completions,
    .completion_count = 2,
    .links_min = 2,
    .state_bytes = sizeof(struct greenhouse_web)};
