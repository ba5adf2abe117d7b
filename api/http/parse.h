/* SPDX-License-Identifier: MIT */
/**
 * From bytes to a request: pure functions on one connection's input, which know nothing of ops and nodes.
 *
 * A message stands at the front of the input and is parsed as its bytes come. When its head is complete, the header lines
 * are rewritten in place ("Name:value" CR LF becomes "name: value" LF, which is never longer); a chunked body is decoded
 * in place. So a complete message is four pieces of the input, and nothing was copied.
 *
 * Strict where leniency has let two parsers disagree: line ends are CR LF, a header is one line, a body has one length.
 */
#ifndef API_HTTP_PARSE_H
#define API_HTTP_PARSE_H

#include <stdbool.h>
#include <stdint.h>

/** A header line as picohttpparser sees it. */
struct phr_header;

/** What a message may not exceed. */
struct http_limits {
    uint32_t input_bytes; /**< head and body together */
    uint32_t body_bytes;  /**< 413 past it */
    uint16_t
        head_bytes; /**< request line and headers; past it 431, or 414 if all is request line */
    uint16_t target_bytes; /**< path and query; 414 past it */
    uint16_t headers;      /**< header lines; 431 past it */
};

/** Bits of http_message.flags. */
enum http_message_flags {
    HTTP_IS_1_0 = 1,  /**< the client speaks HTTP/1.0 */
    HTTP_CLOSES = 2,  /**< no other request follows */
    HTTP_EXPECTS = 4, /**< waits for 100 Continue before it sends the body */
    HTTP_CHUNKED = 8,
    HTTP_HAS_HOST = 16,
    HTTP_HAS_LENGTH = 32,
    HTTP_HAS_CODING = 64,
    HTTP_IS_STAR = 128 /**< OPTIONS *: about the server, not for the application */
};

/** A message. Zero: none of it has been seen. Offsets count from its first byte. */
struct http_message {
    uint32_t scanned;    /**< so far no end of the head was found */
    uint16_t head_bytes; /**< 0: the head is not complete */
    uint8_t method;      /**< enum lev_http_method */
    uint8_t flags;       /**< enum http_message_flags */
    uint16_t path_offset;
    uint16_t path_bytes;
    uint16_t query_offset;
    uint16_t query_bytes;
    uint16_t headers_offset;
    uint16_t headers_bytes;
    uint32_t body_bytes;  /**< chunked: decoded so far */
    uint32_t chunk_left;  /**< of the current chunk; digits of its size while that is read */
    uint16_t extra_bytes; /**< since the last data: chunk sizes, extensions, trailers */
    uint8_t chunk_state;
    uint8_t unused;
    uint32_t end; /**< where the next message begins, once this one is complete */
};

/** Results of http_parse() that are not the status of a refusal (400 and up). */
enum http_verdict { HTTP_MORE = 0, HTTP_COMPLETE = 1 };

/**
 * Look at the input from the message's first byte on.
 *
 * @bytes    in: how many there are; out, with HTTP_MORE: how many are still needed, where new ones are to be appended
 * @scratch  limits->headers entries, used during the call
 * @return   HTTP_MORE; HTTP_COMPLETE; or the status with which to refuse and to close: then message->flags are not complete
 */
uint16_t http_parse(
    struct http_message *message,
    char *data,
    uint32_t *bytes,
    const struct http_limits *limits,
    struct phr_header *scratch);

/** The input is full and the message not complete: the status with which to refuse. */
uint16_t http_parse_full(const struct http_message *message, const char *data, uint32_t bytes);

/* Within the parser. */

/** Read one header into the message; the name is in lower case. @return 0, or the status of a refusal */
uint16_t http_parse_header(
    struct http_message *message,
    const struct http_limits *limits,
    const char *name,
    uint32_t name_bytes,
    const char *value,
    uint32_t value_bytes);

/** Decode what has come of a chunked body. @return as http_parse() */
uint16_t http_parse_chunks(
    struct http_message *message, char *data, uint32_t *bytes, const struct http_limits *limits);

/** True if the texts are equal but for the case of ASCII letters; `text` is in lower case. */
bool http_equal(const char *at, uint32_t bytes, const char *text);

#endif
