/* SPDX-License-Identifier: MIT */
/** The head of a message, by picohttpparser, and what that parser leaves open. See parse.h. */
#include "api/http/parse.h"

#include <lev/http.h>

#include <picohttpparser.h>

#include "base/bytes.h"

/** What the parser found. */
struct head {
    const char *method;
    size_t method_bytes;
    const char *target;
    size_t target_bytes;
    int minor_version;
    struct phr_header *headers;
    size_t header_count;
};

/** Where the head ends: after an empty line, also one that is not well made and will be refused; 0: not yet. */
static uint32_t find_end(const char *data, uint32_t from, uint32_t bytes)
{
    for (uint32_t i = from < 2 ? 2 : from; i < bytes; i++) {
        if (data[i] == '\n'
            && (data[i - 1] == '\n' || (data[i - 1] == '\r' && data[i - 2] == '\n'))) {
            return i + 1;
        }
    }
    return 0;
}

/** A request line that ends in another HTTP version than 1.x, in a message that the parser refused. */
static bool is_other_version(const char *data, uint32_t bytes)
{
    uint32_t end = 0;
    while (end < bytes && data[end] != '\r' && data[end] != '\n') {
        end++;
    }
    if (end == bytes || end < 9) {
        return false;
    }
    const char *version = data + end - 9;
    bool form = bytes_equal(version, " HTTP/", 6) && version[7] == '.' && version[8] >= '0'
                && version[8] <= '9';
    return form && version[6] >= '0' && version[6] <= '9' && version[6] != '1';
}

static uint8_t method_of(const char *text, size_t bytes)
{
    static const struct {
        char name[8];
        uint8_t method;
    } methods[] = {
        {"get", LEV_HTTP_GET},     {"head", LEV_HTTP_HEAD},     {"post", LEV_HTTP_POST},
        {"put", LEV_HTTP_PUT},     {"delete", LEV_HTTP_DELETE}, {"options", LEV_HTTP_OPTIONS},
        {"patch", LEV_HTTP_PATCH},
    };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        const char *name = methods[i].name;
        size_t at = 0;
        while (at < bytes && name[at] != '\0' && text[at] == (name[at] & 0x5f)) {
            at++;
        }
        if (at == bytes && name[at] == '\0') {
            return methods[i].method;
        }
    }
    return 0;
}

/** Letters, digits and the marks that a token may have? */
static bool is_token(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        char c = text[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        bool mark = c == '-' || c == '_' || c == '.' || c == '!' || c == '~' || c == '+' || c == '*'
                    || c == '$' || c == '&' || c == '#' || c == '\'' || c == '%' || c == '^'
                    || c == '`' || c == '|';
        if (!letter && !mark) {
            return false;
        }
    }
    return bytes != 0;
}

/** An absolute target ("http://host/path"): cut off the host, which must be the one that the Host header names. */
static uint16_t cut_authority(struct http_message *message, char *data, const struct head *head)
{
    uint32_t at = http_equal(head->target, 7 < head->target_bytes ? 7 : 0, "http://") ? 7 : 8;
    const char *target = head->target;
    uint32_t begin = at;
    while (at < head->target_bytes && target[at] != '/' && target[at] != '?') {
        at++;
    }
    if (at == begin) {
        return 400;
    }
    for (size_t i = 0; i < head->header_count; i++) {
        const struct phr_header *header = &head->headers[i];
        bool host = header->name_len == 4 && http_equal(header->name, 4, "host");
        if (host
            && (header->value_len != at - begin
                || !bytes_equal(header->value, target + begin, at - begin))) {
            return 400;
        }
    }
    if (at == head->target_bytes || target[at] == '?') {
        at--; /* no path: it begins where the host's last letter was */
        data[(uint32_t)(target - data) + at] = '/';
    }
    message->path_offset = (uint16_t)(message->path_offset + at);
    message->path_bytes = (uint16_t)(message->path_bytes - at);
    return 0;
}

/** Bytes that may stand in a target: no space, no control, no fragment, ASCII. */
static bool is_target(const char *target, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if ((unsigned char)target[i] <= ' ' || (unsigned char)target[i] >= 0x7f
            || target[i] == '#') {
            return false;
        }
    }
    return bytes != 0;
}

static uint16_t read_target(struct http_message *message, char *data, const struct head *head)
{
    if (!is_target(head->target, head->target_bytes)) {
        return 400;
    }
    message->path_offset = (uint16_t)(head->target - data);
    message->path_bytes = (uint16_t)head->target_bytes;
    uint16_t result = 0;
    if (head->target_bytes == 1 && head->target[0] == '*') {
        message->flags |= HTTP_IS_STAR;
        return message->method == LEV_HTTP_OPTIONS ? 0 : 400;
    }
    bool absolute = (head->target_bytes > 7 && http_equal(head->target, 7, "http://"))
                    || (head->target_bytes > 8 && http_equal(head->target, 8, "https://"));
    if (absolute) {
        result = cut_authority(message, data, head);
    }
    const char *path = data + message->path_offset;
    if (result != 0 || path[0] != '/') {
        return 400;
    }
    for (uint16_t i = 0; i < message->path_bytes; i++) {
        if (path[i] == '?') {
            message->query_offset = (uint16_t)(message->path_offset + i + 1);
            message->query_bytes = (uint16_t)(message->path_bytes - i - 1);
            message->path_bytes = i;
        }
    }
    return 0;
}

/** Write one header as "name: value" LF at `to`, which is not after where it stands. @return where the next one goes */
static char *rewrite(char *to, const struct phr_header *header, uint32_t value_bytes)
{
    for (size_t i = 0; i < header->name_len; i++) {
        char c = header->name[i];
        *to++ = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    const char *value = header->value;
    *to++ = ':';
    *to++ = ' ';
    bytes_move_down(to, value, value_bytes);
    to += value_bytes;
    *to++ = '\n';
    return to;
}

/** Check and rewrite the headers. */
static uint16_t read_headers(
    struct http_message *message,
    char *data,
    const struct http_limits *limits,
    const struct head *head)
{
    if (head->header_count == 0) {
        return 0;
    }
    char *begin = data + (head->headers[0].name - data);
    char *to = begin;
    for (size_t i = 0; i < head->header_count; i++) {
        const struct phr_header *header = &head->headers[i];
        if (header->name == NULL || header->value[header->value_len] != '\r') {
            return 400; /* a continued line, or one that ends in LF alone */
        }
        size_t bytes = header->value_len;
        while (bytes != 0
               && (header->value[bytes - 1] == ' ' || header->value[bytes - 1] == '\t')) {
            bytes--;
        }
        char *name = to;
        to = rewrite(to, header, (uint32_t)bytes);
        uint32_t name_bytes = (uint32_t)header->name_len;
        uint16_t result = http_parse_header(
            message, limits, name, name_bytes, name + name_bytes + 2, (uint32_t)bytes);
        if (result != 0) {
            return result;
        }
    }
    message->headers_offset = (uint16_t)(begin - data);
    message->headers_bytes = (uint16_t)(to - begin);
    return 0;
}

/** What the headers say together. */
static uint16_t check_together(const struct http_message *message, const struct http_limits *limits)
{
    uint8_t flags = message->flags;
    bool both = (flags & HTTP_HAS_LENGTH) != 0 && (flags & HTTP_HAS_CODING) != 0;
    bool coded_1_0 = (flags & HTTP_IS_1_0) != 0 && (flags & HTTP_HAS_CODING) != 0;
    bool hostless = (flags & (HTTP_IS_1_0 | HTTP_HAS_HOST)) == 0;
    if (both || coded_1_0 || hostless) {
        return 400;
    }
    return message->body_bytes > limits->input_bytes - message->head_bytes ? 413 : 0;
}

/** The parser took the head: check what it does not. */
static uint16_t accept_head(
    struct http_message *message,
    char *data,
    const struct http_limits *limits,
    const struct head *head,
    uint32_t head_bytes)
{
    const char *line_end = head->target + head->target_bytes + sizeof " HTTP/1.1" - 1;
    bool bare = data[0] == '\n' || *line_end != '\r' || data[head_bytes - 2] != '\r';
    message->method = method_of(head->method, head->method_bytes);
    if (bare || (message->method == 0 && !is_token(head->method, head->method_bytes))) {
        return 400;
    }
    if (head->target_bytes > limits->target_bytes) {
        return 414;
    }
    if (head_bytes > limits->head_bytes) {
        return 431;
    }
    message->head_bytes = (uint16_t)head_bytes;
    message->flags = head->minor_version == 0 ? HTTP_IS_1_0 | HTTP_CLOSES : 0;
    if (message->method == 0) {
        return 501;
    }
    uint16_t result = read_target(message, data, head);
    if (result == 0) {
        result = read_headers(message, data, limits, head);
    }
    return result != 0 ? result : check_together(message, limits);
}

/** The parser refused the head. */
static uint16_t refuse_head(
    const char *data, uint32_t bytes, const struct http_limits *limits, const struct head *head)
{
    if (head->header_count == limits->headers) {
        return 431;
    }
    return is_other_version(data, bytes) ? 505 : 400;
}

uint16_t http_parse_full(const struct http_message *message, const char *data, uint32_t bytes)
{
    if (message->head_bytes != 0) {
        return 413;
    }
    for (uint32_t i = 0; i < bytes; i++) {
        if (data[i] == '\n' && i > 1) {
            return 431;
        }
    }
    return 414;
}

/** The head; at once if it came in one piece, else when its end is there, so that small pieces do not cost squares. */
static uint16_t parse_head(
    struct http_message *message,
    char *data,
    uint32_t bytes,
    const struct http_limits *limits,
    struct phr_header *scratch)
{
    uint32_t end = message->scanned == 0 ? bytes : find_end(data, message->scanned, bytes);
    struct head head = {.headers = scratch, .header_count = limits->headers};
    int found = -2;
    if (end != 0) {
        found = phr_parse_request(
            data, end, &head.method, &head.method_bytes, &head.target, &head.target_bytes,
            &head.minor_version, scratch, &head.header_count, 0);
    }
    if (found > 0) {
        return accept_head(message, data, limits, &head, (uint32_t)found);
    }
    if (found == -1) {
        return refuse_head(data, end, limits, &head);
    }
    if (message->scanned == 0) {
        end = find_end(data, 0, bytes);
    }
    if (end != 0) {
        return 400; /* complete, but not for the parser */
    }
    message->scanned = bytes;
    return bytes >= limits->head_bytes ? http_parse_full(message, data, bytes)
                                       : (uint16_t)HTTP_MORE;
}

uint16_t http_parse(
    struct http_message *message,
    char *data,
    uint32_t *bytes,
    const struct http_limits *limits,
    struct phr_header *scratch)
{
    if (*bytes == 0) {
        return HTTP_MORE;
    }
    if (message->head_bytes == 0) {
        uint16_t result = parse_head(message, data, *bytes, limits, scratch);
        if (message->head_bytes == 0 || result != 0) {
            return result;
        }
    }
    if ((message->flags & HTTP_CHUNKED) != 0) {
        return http_parse_chunks(message, data, bytes, limits);
    }
    message->end = message->head_bytes + message->body_bytes;
    return *bytes >= message->end ? HTTP_COMPLETE : HTTP_MORE;
}
