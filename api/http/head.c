/* SPDX-License-Identifier: MIT */
/** The text of a reply's head. */
#include "api/http/internal.h"

/** Where to write. Once something did not fit nothing more is written. */
struct text {
    char *at;
    char *end;
    bool full;
};

/** Append. Inline: for a text whose length is known the compiler moves words. */
static inline void put_bytes(struct text *text, const char *from, uint32_t bytes)
{
    if ((size_t)(text->end - text->at) < bytes) {
        text->full = true;
        text->end = text->at;
        return;
    }
    __builtin_memcpy(text->at, from, bytes);
    text->at += bytes;
}

#define PUT(text, literal) put_bytes((text), (literal), sizeof(literal) - 1)

/** Append a text of unknown length: not a copy of its length first, it may be longer than the room. */
static void put(struct text *text, const char *from)
{
    char *at = text->at;
    while (*from != '\0' && at != text->end) {
        *at++ = *from++;
    }
    text->at = at;
    text->full = text->full || *from != '\0';
}

static void put_number(struct text *text, uint32_t value)
{
    char digits[11];
    char *at = digits + sizeof digits - 1;
    *at = '\0';
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put_bytes(text, at, (uint32_t)(digits + sizeof digits - 1 - at));
}

/** Usual reasons; a status may be sent without one. */
static const char *reason_of(uint16_t status)
{
    static const struct {
        uint16_t status;
        char reason[30];
    } reasons[] = {
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "Version Not Supported"},
    };
    for (uint32_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return "";
}

static void put_status(struct text *text, uint16_t status)
{
    if (status == 200) {
        PUT(text, "HTTP/1.1 200 OK\r\n"); /* nearly always */
        return;
    }
    PUT(text, "HTTP/1.1 ");
    put_number(text, status);
    PUT(text, " ");
    put(text, reason_of(status));
    PUT(text, "\r\n");
}

static void put_more(struct text *text, const struct lev_http_head *more)
{
    if (more->content_type != NULL) {
        PUT(text, "Content-Type: ");
        put(text, more->content_type);
        PUT(text, "\r\n");
    }
    if (more->headers != NULL) {
        put(text, more->headers);
    }
}

uint32_t http_head_write(char *to, uint32_t room, const struct http_head *head)
{
    struct text text = {to, to + room, false};
    put_status(&text, head->status);
    if (head->more != NULL) {
        put_more(&text, head->more);
    }
    if (http_has_body(head->status)) {
        PUT(&text, "Content-Length: ");
        put_number(&text, head->body_bytes);
        PUT(&text, "\r\n");
    }
    if (head->closes) {
        PUT(&text, "Connection: close\r\n");
    } else if (head->keeps_1_0) {
        PUT(&text, "Connection: keep-alive\r\n");
    }
    PUT(&text, "\r\n");
    return text.full ? 0 : (uint32_t)(text.at - to);
}
