/* SPDX-License-Identifier: MIT */
/**
 * The parser of requests: tables of good and bad ones. Each is parsed in one piece, then cut in two at every place, then
 * byte by byte: what comes out must not depend on the cuts.
 */
#include <lev/http.h>
#include <picohttpparser.h>
#include <stdlib.h>

#include "api/http/parse.h"
#include "tests/http/check.h"

enum { INPUT = 1024, HEADERS = 4 };

static const struct http_limits limits = {
    .input_bytes = INPUT,
    .body_bytes = 600,
    .head_bytes = 400,
    .target_bytes = 64,
    .headers = HEADERS};

/** What a run of the parser came to. */
struct outcome {
    uint16_t verdict;
    struct http_message message;
    char data[INPUT];
};

/** The whole input as it would stand in a connection's block: exactly as long, so that a sanitizer sees each byte too far. */
static void
run(struct outcome *out, const char *text, uint32_t bytes, uint32_t first, uint32_t piece)
{
    struct phr_header scratch[HEADERS];
    char *data = calloc(1, INPUT);
    uint32_t end = 0;
    uint32_t fed = 0;
    memset(out, 0, sizeof *out);
    while (fed < bytes && out->verdict == HTTP_MORE) {
        uint32_t count = fed == 0 ? first : piece;
        count = count < bytes - fed ? count : bytes - fed;
        if (end + count > INPUT) {
            out->verdict = http_parse_full(&out->message, data, end);
            break;
        }
        uint32_t all = end + count;
        char *exact = malloc(all);
        memcpy(exact, data, end);
        memcpy(exact + end, text + fed, count);
        fed += count;
        end += count;
        out->verdict = http_parse(&out->message, exact, &end, &limits, scratch);
        memcpy(data, exact, all);
        free(exact);
    }
    memcpy(out->data, data, INPUT);
    free(data);
}

/** Same verdict; and if it is a request, the same pieces. */
static void compare(const struct outcome *a, const struct outcome *b, const char *text)
{
    const struct http_message *m = &a->message;
    const struct http_message *n = &b->message;
    if (a->verdict != b->verdict) {
        printf("%u cut: %u ", a->verdict, b->verdict);
    }
    CHECK_SAYING(a->verdict == b->verdict, text);
    if (a->verdict != HTTP_COMPLETE || b->verdict != HTTP_COMPLETE) {
        return;
    }
    CHECK_SAYING(m->method == n->method && m->flags == n->flags, text);
    CHECK_SAYING(m->path_bytes == n->path_bytes && m->query_bytes == n->query_bytes, text);
    CHECK_SAYING(
        memcmp(a->data + m->path_offset, b->data + n->path_offset, m->path_bytes) == 0, text);
    CHECK_SAYING(m->headers_bytes == n->headers_bytes, text);
    CHECK_SAYING(
        memcmp(a->data + m->headers_offset, b->data + n->headers_offset, m->headers_bytes) == 0,
        text);
    CHECK_SAYING(m->body_bytes == n->body_bytes, text);
    CHECK_SAYING(
        memcmp(a->data + m->head_bytes, b->data + n->head_bytes, m->body_bytes) == 0, text);
}

/** Parse in all ways. @return the outcome in `whole` */
static void parse(struct outcome *whole, const char *text, uint32_t bytes)
{
    static struct outcome cut;
    run(whole, text, bytes, bytes, bytes);
    run(&cut, text, bytes, 1, 1);
    compare(whole, &cut, text);
    for (uint32_t at = 1; at < bytes; at++) {
        run(&cut, text, bytes, at, bytes);
        compare(whole, &cut, text);
    }
}

static bool part_is(const struct outcome *out, uint32_t offset, uint32_t bytes, const char *text)
{
    return strlen(text) == bytes && memcmp(out->data + offset, text, bytes) == 0;
}

struct good {
    const char *text;
    uint8_t method;
    uint8_t flags; /* of those below */
    const char *path, *query, *headers, *body;
};

enum { SHOWN = HTTP_IS_1_0 | HTTP_CLOSES | HTTP_EXPECTS | HTTP_CHUNKED | HTTP_IS_STAR };
#define H  "Host: h\r\n"
#define HL "host: h\n"

static const struct good good[] = {
    {"GET / HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/", "", HL, ""},
    {"\r\nGET / HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/", "", HL, ""},
    {"HEAD /a/b?c=d&e HTTP/1.1\r\n" H "\r\n", LEV_HTTP_HEAD, 0, "/a/b", "c=d&e", HL, ""},
    {"GET /? HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/", "", HL, ""},
    {"GET /%00%2f;x=1 HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/%00%2f;x=1", "", HL, ""},
    {"GET / HTTP/1.0\r\n\r\n", LEV_HTTP_GET, HTTP_IS_1_0 | HTTP_CLOSES, "/", "", "", ""},
    {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", LEV_HTTP_GET, HTTP_IS_1_0, "/", "",
     "connection: Keep-Alive\n", ""},
    {"GET / HTTP/1.1\r\n" H "Connection: x, CLOSE\r\n\r\n", LEV_HTTP_GET, HTTP_CLOSES, "/", "",
     HL "connection: x, CLOSE\n", ""},
    {"GET / HTTP/1.1\r\n" H "CoNNection:keep-alive\r\n\r\n", LEV_HTTP_GET, 0, "/", "",
     HL "connection: keep-alive\n", ""},
    {"GET / HTTP/1.1\r\n" H "X: \t a b\t \r\n\r\n", LEV_HTTP_GET, 0, "/", "", HL "x: a b\n", ""},
    {"GET / HTTP/1.1\r\n" H "X:\r\n\r\n", LEV_HTTP_GET, 0, "/", "", HL "x: \n", ""},
    {"GET / HTTP/1.1\r\n" H "X: \xc3\xa4\r\n\r\n", LEV_HTTP_GET, 0, "/", "", HL "x: \xc3\xa4\n",
     ""},
    {"GET / HTTP/1.1\r\n" H "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", LEV_HTTP_GET, 0, "/", "",
     HL "a: 1\nb: 2\nc: 3\n", ""},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello", LEV_HTTP_POST, 0, "/", "",
     HL "content-length: 5\n", "hello"},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 0005\r\n\r\nhello", LEV_HTTP_POST, 0, "/", "",
     HL "content-length: 0005\n", "hello"},
    {"POST / HTTP/1.1\r\n" H "\r\n", LEV_HTTP_POST, 0, "/", "", HL, ""},
    {"PUT / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", LEV_HTTP_PUT, 0, "/", "",
     HL "content-length: 0\n", ""},
    {"DELETE /x HTTP/1.1\r\n" H "\r\n", LEV_HTTP_DELETE, 0, "/x", "", HL, ""},
    {"PATCH /x HTTP/1.1\r\n" H "\r\n", LEV_HTTP_PATCH, 0, "/x", "", HL, ""},
    {"OPTIONS /x HTTP/1.1\r\n" H "\r\n", LEV_HTTP_OPTIONS, 0, "/x", "", HL, ""},
    {"OPTIONS * HTTP/1.1\r\n" H "\r\n", LEV_HTTP_OPTIONS, HTTP_IS_STAR, "*", "", HL, ""},
    {"GET http://h/p?q HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/p", "q", HL, ""},
    {"GET HTTP://h HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/", "", HL, ""},
    {"GET https://h?q HTTP/1.1\r\n" H "\r\n", LEV_HTTP_GET, 0, "/", "q", HL, ""},
    {"PUT / HTTP/1.1\r\n" H "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\nab", LEV_HTTP_PUT,
     HTTP_EXPECTS, "/", "", HL "expect: 100-Continue\ncontent-length: 2\n", "ab"},
    {"PUT / HTTP/1.1\r\n" H
     "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n",
     LEV_HTTP_PUT, HTTP_CHUNKED, "/", "", HL "transfer-encoding: Chunked\n", "abc0123456789"},
    {"PUT / HTTP/1.1\r\n" H
     "Transfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\nx\r\n0\r\nTrailer: 1\r\nT2: 2\r\n\r\n",
     LEV_HTTP_PUT, HTTP_CHUNKED, "/", "", HL "transfer-encoding: chunked\n", "x"},
    {"PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", LEV_HTTP_PUT,
     HTTP_CHUNKED, "/", "", HL "transfer-encoding: chunked\n", ""},
};

static void test_good(void)
{
    static struct outcome out;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        const struct good *it = &good[i];
        uint32_t bytes = (uint32_t)strlen(it->text);
        parse(&out, it->text, bytes);
        const struct http_message *m = &out.message;
        CHECK_SAYING(out.verdict == HTTP_COMPLETE, it->text);
        CHECK_SAYING(m->method == it->method && (m->flags & SHOWN) == it->flags, it->text);
        CHECK_SAYING(part_is(&out, m->path_offset, m->path_bytes, it->path), it->text);
        CHECK_SAYING(part_is(&out, m->query_offset, m->query_bytes, it->query), it->text);
        CHECK_SAYING(part_is(&out, m->headers_offset, m->headers_bytes, it->headers), it->text);
        CHECK_SAYING(part_is(&out, m->head_bytes, m->body_bytes, it->body), it->text);
    }
}

struct bad {
    uint16_t status;
    const char *text;
};

#define P  "PUT / HTTP/1.1\r\n" H
#define TE P "Transfer-Encoding: chunked\r\n\r\n"

static const struct bad bad[] = {
    /* the request line */
    {400, " / HTTP/1.1\r\n" H "\r\n"},
    {400, "GET  / HTTP/1.1\r\n" H "\r\n"},
    {400, "GET / HTTP/1.1 \r\n" H "\r\n"},
    {400, "GET /\r\n" H "\r\n"},
    {400, "GET / http/1.1\r\n" H "\r\n"},
    {400, "GET / HTTP/1.\r\n" H "\r\n"},
    {400, "GET / HTTP/1.12\r\n" H "\r\n"},
    {400, "GET / HTTP\r\n\r\n"},
    {400, "G@T / HTTP/1.1\r\n" H "\r\n"},
    {400, "G\x80T / HTTP/1.1\r\n" H "\r\n"},
    {400, "GET x HTTP/1.1\r\n" H "\r\n"},
    {400, "GET /#a HTTP/1.1\r\n" H "\r\n"},
    {400, "GET /\xff HTTP/1.1\r\n" H "\r\n"},
    {400, "GET /\t HTTP/1.1\r\n" H "\r\n"},
    {400, "GET * HTTP/1.1\r\n" H "\r\n"},
    {400, "GET http:///p HTTP/1.1\r\n" H "\r\n"},
    {400, "GET http://other/p HTTP/1.1\r\n" H "\r\n"},
    {400, "GET ftp://h/p HTTP/1.1\r\n" H "\r\n"},
    {501, "GETS / HTTP/1.1\r\n" H "\r\n"},
    {501, "get / HTTP/1.1\r\n" H "\r\n"},
    {501, "CONNECT h:1 HTTP/1.1\r\n" H "\r\n"},
    {501, "TRACE / HTTP/1.1\r\n" H "\r\n"},
    {505, "GET / HTTP/2.0\r\n" H "\r\n"},
    {505, "PRI * HTTP/2.0\r\n\r\n"},
    {505, "GET / HTTP/0.9\r\n" H "\r\n"},
    /* line ends */
    {400, "\nGET / HTTP/1.1\r\n" H "\r\n"},
    {400, "GET / HTTP/1.1\n" H "\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: h\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"},
    {400, "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"},
    /* headers */
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "Host: h\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost : h\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X : y\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X y: z\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H ": y\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n Host: h\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n"},
    {417, P "Expect: more\r\n\r\n"},
    {431, "GET / HTTP/1.1\r\n" H "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n"},
    /* two opinions of where a message ends */
    {400, P "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, P "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
    {400, P "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"},
    {400, P "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"},
    {400, P "Content-Length: 5, 5\r\n\r\nhello"},
    {400, P "Content-Length: +5\r\n\r\nhello"},
    {400, P "Content-Length: -5\r\n\r\nhello"},
    {400, P "Content-Length: 0x5\r\n\r\nhello"},
    {400, P "Content-Length: 5 \x0b\r\n\r\nhello"},
    {400, P "Content-Length:\r\n\r\nhello"},
    {400, P "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, P "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
    {400, P "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
    {501, P "Transfer-Encoding: gzip\r\n\r\n"},
    {501, P "Transfer-Encoding: xchunked\r\n\r\n"},
    {501, P "Transfer-Encoding: \"chunked\"\r\n\r\n"},
    {400, "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, P "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
    {400, P "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
    /* too much */
    {413, P "Content-Length: 601\r\n\r\n"},
    {413, P "Content-Length: 4294967296\r\n\r\n"},
    {413, P "Content-Length: 99999999999999999999999\r\n\r\n"},
    /* chunks */
    {400, TE "\r\n\r\n"},
    {400, TE "g\r\n"},
    {400, TE "-1\r\n"},
    {400, TE "+1\r\n"},
    {400, TE " 1\r\nx\r\n"},
    {400, TE "1 \r\nx\r\n"},
    {400, TE "0x1\r\nx\r\n"},
    {400, TE "1\nx\r\n"},
    {400, TE "1\r\nx\n0\r\n\r\n"},
    {400, TE "1\r\nxy\r\n"},
    {400, TE "1\r\rx\r\n"},
    {400, TE "1;\x01\r\nx\r\n"},
    {400, TE "1;a\nx\r\n0\r\n\r\n"},
    {400, TE "0\r\nX: a\n\r\n"},
    {400, TE "0\r\n\rx"},
    {413, TE "259\r\n"},
    {413, TE "fffffffff\r\n"},
    {413, TE "80000000\r\n"},
    {413, TE "100000000000000005\r\n"},
};

static void test_bad(void)
{
    static struct outcome out;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char got[16];
        parse(&out, bad[i].text, (uint32_t)strlen(bad[i].text));
        (void)snprintf(got, sizeof got, "%u ", out.verdict);
        if (out.verdict != bad[i].status) {
            printf("got %s for ", got);
        }
        CHECK_SAYING(out.verdict == bad[i].status, bad[i].text);
    }
}

/** A NUL anywhere in a head is refused, or (in the body) kept. */
static void test_nul(void)
{
    static struct outcome out;
    static const char text[] =
        "PUT /a?b HTTP/1.1\r\nHost: h\r\nX-Y: a b\r\nContent-Length: 3\r\n\r\nabc";
    uint32_t head = sizeof text - 1 - 3;
    for (uint32_t at = 0; at < sizeof text - 1; at++) {
        char copy[sizeof text];
        memcpy(copy, text, sizeof text);
        copy[at] = '\0';
        run(&out, copy, sizeof text - 1, sizeof text - 1, 1);
        CHECK(out.verdict == (at < head ? 400 : HTTP_COMPLETE));
    }
}

/** Repeat a piece of text up to `bytes`. */
static void fill(char *to, uint32_t bytes, const char *piece)
{
    for (uint32_t i = 0; i < bytes; i++) {
        to[i] = piece[i % strlen(piece)];
    }
}

/** Heads, targets and bodies at and past their limits. */
static void test_limits(void)
{
    static struct outcome out;
    static char text[2 * INPUT];
    /* target */
    for (uint32_t bytes = 60; bytes <= 70; bytes++) {
        fill(text, sizeof text, "a");
        memcpy(text, "GET /", 5);
        strcpy(text + 4 + bytes, " HTTP/1.1\r\n" H "\r\n");
        parse(&out, text, (uint32_t)strlen(text));
        CHECK(out.verdict == (bytes <= limits.target_bytes ? HTTP_COMPLETE : 414));
    }
    /* head */
    for (uint32_t bytes = 390; bytes <= 410; bytes++) {
        strcpy(text, "GET / HTTP/1.1\r\n" H "X: ");
        uint32_t have = (uint32_t)strlen(text);
        fill(text + have, bytes - have - 4, "a");
        strcpy(text + bytes - 4, "\r\n\r\n");
        parse(&out, text, bytes);
        CHECK(out.verdict == (bytes <= limits.head_bytes ? HTTP_COMPLETE : 431));
    }
    /* endless lines */
    fill(text, sizeof text, "a");
    run(&out, text, sizeof text, 1, 1);
    CHECK(out.verdict == 414);
    memcpy(text, "GET / HTTP/1.1\r\n" H, 25);
    run(&out, text, sizeof text, 30, 7);
    CHECK(out.verdict == 431);
    /* a body up to the limit, in chunks of one byte, whose framing alone would not fit the input */
    uint32_t at = (uint32_t)sprintf(text, TE);
    char *big = malloc(8192);
    memcpy(big, text, at);
    for (uint32_t i = 0; i < limits.body_bytes; i++) {
        at += (uint32_t)sprintf(big + at, "1\r\nx\r\n");
    }
    at += (uint32_t)sprintf(big + at, "0\r\n\r\n");
    run(&out, big, at, 40, 13);
    CHECK(out.verdict == HTTP_COMPLETE && out.message.body_bytes == limits.body_bytes);
    sprintf(big + at - 5, "1\r\nx\r\n");
    run(&out, big, at + 1, 40, 13);
    CHECK(out.verdict == 413);
    free(big);
    /* endless extensions, trailers, zeros */
    static const char *const endless[] = {TE "1;", TE "0\r\nX: ", TE "0"};
    for (size_t i = 0; i < 3; i++) {
        at = (uint32_t)sprintf(text, "%s", endless[i]);
        fill(text + at, sizeof text - at, i == 2 ? "0" : "a");
        run(&out, text, sizeof text, 50, 50);
        CHECK(out.verdict == 400);
    }
}

/** What follows a message is not touched, and is where `end` says. */
static void test_following(void)
{
    static const char first[] = TE "3\r\nabc\r\n0\r\n\r\n";
    static const char both[] = TE "3\r\nabc\r\n0\r\n\r\nGET /next HTTP/1.1\r\n" H "\r\n";
    struct phr_header scratch[HEADERS];
    char data[INPUT];
    memcpy(data, both, sizeof both);
    struct http_message message = {0};
    uint32_t bytes = sizeof both - 1;
    CHECK(http_parse(&message, data, &bytes, &limits, scratch) == HTTP_COMPLETE);
    CHECK(message.end == sizeof first - 1);
    uint32_t rest = sizeof both - 1 - message.end;
    char *next = data + message.end;
    message = (struct http_message){0};
    CHECK(http_parse(&message, next, &rest, &limits, scratch) == HTTP_COMPLETE);
    CHECK(memcmp(next + message.path_offset, "/next", 5) == 0);
}

int main(void)
{
    test_good();
    test_bad();
    test_nul();
    test_limits();
    test_following();
    return check_summary();
}
