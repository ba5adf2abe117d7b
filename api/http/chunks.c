/* SPDX-License-Identifier: MIT */
/**
 * A chunked body, decoded in place. A state per place in the grammar, so that input may be cut anywhere:
 *
 *     size [;extension] CR LF  data CR LF  …  0 CR LF  [trailer CR LF …]  CR LF
 */
#include "api/http/parse.h"

#include "base/bytes.h"

enum chunk_state {
    CHUNK_SIZE_FIRST = 0, /**< first digit */
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER_FIRST, /**< first byte of a trailer line, or the last line's CR */
    CHUNK_TRAILER,
    CHUNK_TRAILER_LF,
    CHUNK_LAST_LF
};

/** Four more bits still fit. */
#define SIZE_MAX_VALUE 0x07ffffffu

/** What is not data may not be longer: a chunk's size and extension; the trailers. */
#define EXTRA_MAX 1024u

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** What the body may still grow by. */
static uint32_t room(const struct http_message *message, const struct http_limits *limits)
{
    uint32_t input = limits->input_bytes - message->head_bytes;
    uint32_t most = input < limits->body_bytes ? input : limits->body_bytes;
    return most - message->body_bytes;
}

/** A byte of a chunk's size. `chunk_left` is the number so far. */
static uint16_t size_byte(struct http_message *message, const struct http_limits *limits, char c)
{
    int digit = digit_of(c);
    if (digit >= 0) {
        message->chunk_state = CHUNK_SIZE;
        message->chunk_left = message->chunk_left << 4 | (uint32_t)digit;
        message->extra_bytes++; /* leading zeros are not for ever */
        bool huge =
            message->chunk_left > SIZE_MAX_VALUE || message->chunk_left > room(message, limits);
        return huge ? 413 : 0;
    }
    if (message->chunk_state == CHUNK_SIZE_FIRST || (c != ';' && c != '\r')) {
        return 400;
    }
    message->chunk_state = c == ';' ? CHUNK_EXTENSION : CHUNK_SIZE_LF;
    return 0;
}

/** A byte that is skipped up to the line's end. */
static uint16_t skipped_byte(struct http_message *message, char c, uint8_t at_end)
{
    message->extra_bytes++;
    if (c == '\r') {
        message->chunk_state = at_end;
        return 0;
    }
    bool control = (unsigned char)c < ' ' && c != '\t';
    return control || c == 0x7f ? 400 : 0;
}

/** A byte that must be this one. */
static uint16_t exact_byte(struct http_message *message, char c, char wanted, uint8_t next)
{
    message->chunk_state = next;
    return c == wanted ? 0 : 400;
}

/** One byte outside the data. @return 0, HTTP_COMPLETE, or a refusal */
static uint16_t step(struct http_message *message, const struct http_limits *limits, char c)
{
    switch ((enum chunk_state)message->chunk_state) {
    case CHUNK_SIZE_FIRST:
    case CHUNK_SIZE: return size_byte(message, limits, c);
    case CHUNK_EXTENSION: return skipped_byte(message, c, CHUNK_SIZE_LF);
    case CHUNK_SIZE_LF:
        return exact_byte(
            message, c, '\n', message->chunk_left == 0 ? CHUNK_TRAILER_FIRST : CHUNK_DATA);
    case CHUNK_DATA_CR: return exact_byte(message, c, '\r', CHUNK_DATA_LF);
    case CHUNK_DATA_LF: return exact_byte(message, c, '\n', CHUNK_SIZE_FIRST);
    case CHUNK_TRAILER_FIRST:
        if (c == '\r') {
            message->chunk_state = CHUNK_LAST_LF;
            return 0;
        }
        message->chunk_state = CHUNK_TRAILER;
        return skipped_byte(message, c, CHUNK_TRAILER_LF);
    case CHUNK_TRAILER: return skipped_byte(message, c, CHUNK_TRAILER_LF);
    case CHUNK_TRAILER_LF: return exact_byte(message, c, '\n', CHUNK_TRAILER_FIRST);
    case CHUNK_LAST_LF: return c == '\n' ? HTTP_COMPLETE : 400;
    case CHUNK_DATA: break;
    }
    return 400;
}

/** Move data of the current chunk to the end of the body. @return bytes moved */
static uint32_t move(struct http_message *message, char *data, uint32_t at, uint32_t bytes)
{
    uint32_t count = bytes < message->chunk_left ? bytes : message->chunk_left;
    bytes_move_down(data + message->head_bytes + message->body_bytes, data + at, count);
    message->body_bytes += count;
    message->chunk_left -= count;
    if (message->chunk_left == 0) {
        message->chunk_state = CHUNK_DATA_CR;
        message->extra_bytes = 0;
    }
    return count;
}

uint16_t http_parse_chunks(
    struct http_message *message, char *data, uint32_t *bytes, const struct http_limits *limits)
{
    uint32_t at = message->head_bytes + message->body_bytes;
    while (at < *bytes) {
        if (message->chunk_state == CHUNK_DATA) {
            at += move(message, data, at, *bytes - at);
            continue;
        }
        uint16_t result = step(message, limits, data[at]);
        at++;
        if (result == HTTP_COMPLETE) {
            message->end = at;
        }
        if (result == 0 && message->extra_bytes > EXTRA_MAX) {
            result = 400;
        }
        if (result != 0) {
            return result;
        }
    }
    *bytes = message->head_bytes + message->body_bytes;
    return HTTP_MORE;
}
