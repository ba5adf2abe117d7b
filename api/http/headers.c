/* SPDX-License-Identifier: MIT */
/** Headers that decide where a message ends and what becomes of the connection. */
#include "api/http/parse.h"

#include "base/bytes.h"

bool http_equal(const char *at, uint32_t bytes, const char *text)
{
    uint32_t i = 0;
    while (i < bytes && text[i] != '\0') {
        char c = at[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        if (c != text[i]) {
            return false;
        }
        i++;
    }
    return i == bytes && text[i] == '\0';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/** True if one of the elements of a comma-separated list equals `text`. */
static bool has_element(const char *list, uint32_t bytes, const char *text)
{
    uint32_t at = 0;
    while (at < bytes) {
        uint32_t begin = at;
        while (at < bytes && list[at] != ',') {
            at++;
        }
        uint32_t end = at;
        at++;
        while (begin < end && is_space(list[begin])) {
            begin++;
        }
        while (end > begin && is_space(list[end - 1])) {
            end--;
        }
        if (http_equal(list + begin, end - begin, text)) {
            return true;
        }
    }
    return false;
}

/** Set a flag of which there may be only one. @return 0 or 400 */
static uint16_t once(struct http_message *message, uint8_t flag)
{
    bool again = (message->flags & flag) != 0;
    message->flags |= flag;
    return again ? 400 : 0;
}

/** A host name or address and a port: nothing that could be taken for another part of a target. */
static uint16_t read_host(struct http_message *message, const char *value, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++) {
        char c = value[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        bool mark = c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']' || c == '%'
                    || c == '~';
        if (!letter && !mark) {
            return 400;
        }
    }
    return once(message, HTTP_HAS_HOST);
}

/** Digits and nothing else. */
static uint16_t read_length(
    struct http_message *message,
    const struct http_limits *limits,
    const char *value,
    uint32_t bytes)
{
    uint32_t length = 0;
    bool huge = false;
    for (uint32_t i = 0; i < bytes; i++) {
        if (value[i] < '0' || value[i] > '9') {
            return 400;
        }
        length = huge ? length : length * 10 + (uint32_t)(value[i] - '0');
        huge = huge || length > limits->body_bytes;
    }
    if (bytes == 0 || once(message, HTTP_HAS_LENGTH) != 0) {
        return 400;
    }
    message->body_bytes = length;
    return huge ? 413 : 0;
}

static uint16_t read_coding(struct http_message *message, const char *value, uint32_t bytes)
{
    if (bytes == 0 || once(message, HTTP_HAS_CODING) != 0) {
        return 400;
    }
    if (http_equal(value, bytes, "chunked")) {
        message->flags |= HTTP_CHUNKED;
        return 0;
    }
    return has_element(value, bytes, "chunked") ? 400 : 501;
}

static uint16_t read_expect(struct http_message *message, const char *value, uint32_t bytes)
{
    if (!http_equal(value, bytes, "100-continue")) {
        return 417;
    }
    message->flags |= HTTP_EXPECTS;
    return 0;
}

/** An HTTP/1.0 client closes unless it says otherwise; http_parse() has set the flag for it. */
static uint16_t read_connection(struct http_message *message, const char *value, uint32_t bytes)
{
    if (has_element(value, bytes, "close")) {
        message->flags |= HTTP_CLOSES;
    } else if (has_element(value, bytes, "keep-alive")) {
        message->flags &= (uint8_t)~HTTP_CLOSES;
    }
    return 0;
}

uint16_t http_parse_header(
    struct http_message *message,
    const struct http_limits *limits,
    const char *name,
    uint32_t name_bytes,
    const char *value,
    uint32_t value_bytes)
{
    if (name_bytes == 4 && bytes_equal(name, "host", 4)) {
        return read_host(message, value, value_bytes);
    }
    if (name_bytes == 14 && bytes_equal(name, "content-length", 14)) {
        return read_length(message, limits, value, value_bytes);
    }
    if (name_bytes == 17 && bytes_equal(name, "transfer-encoding", 17)) {
        return read_coding(message, value, value_bytes);
    }
    if (name_bytes == 10 && bytes_equal(name, "connection", 10)) {
        return read_connection(message, value, value_bytes);
    }
    if (name_bytes == 6 && bytes_equal(name, "expect", 6)) {
        return read_expect(message, value, value_bytes);
    }
    return 0;
}
