/* SPDX-License-Identifier: MIT */
/** The http service: requests, replies, limits and failures, seen by clients of a transport that the test plays. */
#include <stdlib.h>

#include "tests/http/check.h"
#include "tests/support/stepped/stepped.h"

enum { PORT = 0, CONNECTIONS = 8, SPARE = 4, PIPELINE = 4, WORKERS = 12, BLOCKS = 6 };

#define H "Host: x\r\n"
#define HELLO \
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nhello, world\n"
#define GET(p) "GET " p " HTTP/1.1\r\n" H "\r\n"

static int begin(void)
{
    int peer = peer_connect(PORT);
    stepped_run();
    return peer;
}

static void say(int peer, const char *text)
{
    peer_send(peer, text, (uint32_t)strlen(text));
    stepped_run();
}

static int begin_with(const char *text)
{
    int peer = begin();
    say(peer, text);
    return peer;
}

static bool heard(int peer, const char *text)
{
    return strcmp(peer_text(peer), text) == 0;
}

static bool heard_status(int peer, unsigned status)
{
    char line[32];
    (void)snprintf(line, sizeof line, "HTTP/1.1 %u ", status);
    return strncmp(peer_text(peer), line, strlen(line)) == 0;
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) {
        found++;
    }
    return found;
}

/** Peers are gone and the service works: nothing was left behind. */
static void check_clean(const char *after)
{
    stepped_wait(1000);
    CHECK_SAYING(peers_open() == 0, after);
    int peers[WORKERS];
    for (int i = 0; i < CONNECTIONS; i++) {
        peers[i] = begin_with(GET("/hello"));
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        CHECK_SAYING(heard(peers[i], HELLO), after);
        peer_free(peers[i]);
    }
    stepped_wait(1000);
    CHECK_SAYING(peers_open() == 0, after);
}

static void test_keep_alive(void)
{
    int peer = begin();
    for (int i = 0; i < 100; i++) {
        say(peer, GET("/hello"));
        CHECK_SAYING(heard(peer, HELLO), peer_text(peer));
        peer_drop(peer, peer_bytes(peer));
    }
    CHECK(!peer_closed(peer));
    peer_end(peer);
    stepped_run();
    CHECK(peer_closed(peer));
    peer_free(peer);
}

static void test_close(void)
{
    int peer = begin_with("GET /hello HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
    CHECK(strstr(peer_text(peer), "Connection: close\r\n") != NULL && peer_closed(peer));
    peer_free(peer);
    peer = begin_with("GET /hello HTTP/1.0\r\n\r\n");
    CHECK(strstr(peer_text(peer), "Connection: close\r\n") != NULL && peer_closed(peer));
    peer_free(peer);
    peer = begin_with("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(strstr(peer_text(peer), "Connection: keep-alive\r\n") != NULL && !peer_closed(peer));
    peer_free(peer);
    peer = begin_with(GET("/close") GET("/hello"));
    stepped_wait(2000);
    CHECK(count(peer_text(peer), "HTTP/1.1") == 1 && peer_closed(peer));
    peer_free(peer);
}

static void test_methods(void)
{
    int peer = begin_with("HEAD /hello HTTP/1.1\r\n" H "\r\n");
    CHECK(heard(peer, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n"));
    peer_drop(peer, peer_bytes(peer));
    say(peer, "OPTIONS * HTTP/1.1\r\n" H "\r\n" GET("/hello"));
    CHECK(heard(peer, "HTTP/1.1 204 No Content\r\n\r\n" HELLO));
    peer_drop(peer, peer_bytes(peer));
    say(peer, GET("/status?304") GET("/status?204") GET("/hello"));
    CHECK_SAYING(
        heard(
            peer, "HTTP/1.1 304 Not Modified\r\nContent-Type: text/plain\r\n\r\n"
                  "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\n\r\n" HELLO),
        peer_text(peer));
    peer_drop(peer, peer_bytes(peer));
    say(peer, GET("/status?199"));
    CHECK_SAYING(heard_status(peer, 500), peer_text(peer));
    peer_free(peer);
}

static void test_head(void)
{
    int peer = begin_with("GET /head?a=b HTTP/1.1\r\nHOST: x\r\nX-y:  1 \r\n\r\n");
    CHECK(strstr(peer_text(peer), "X-First: 1\r\nX-Second: 2\r\n") != NULL);
    CHECK_SAYING(
        strstr(peer_text(peer), "\r\n\r\n/heada=bhost: x\nx-y: 1\n") != NULL, peer_text(peer));
    peer_free(peer);
}

/** Replies are in the order of the requests; the application answered in another. */
static void test_pipeline(void)
{
    int peer = begin_with(GET("/slow?300") GET("/hello") GET("/slow?100") GET("/bytes?3"));
    CHECK(peer_bytes(peer) == 0);
    stepped_wait(200);
    CHECK(peer_bytes(peer) == 0);
    stepped_wait(200);
    CHECK_SAYING(
        strncmp(peer_text(peer), HELLO HELLO HELLO, 3 * strlen(HELLO)) == 0, peer_text(peer));
    CHECK(strcmp(peer_text(peer) + peer_bytes(peer) - 3, "abc") == 0);
    peer_drop(peer, peer_bytes(peer));
    for (int i = 0; i < 50; i++) {
        peer_send(peer, GET("/hello"), sizeof GET("/hello") - 1);
    }
    stepped_run();
    CHECK(count(peer_text(peer), HELLO) == 50);
    peer_free(peer);
}

/** More requests than the application has been asked for yet: they wait their turn. */
static void test_backpressure(void)
{
    int peers[6];
    for (int i = 0; i < 6; i++) {
        peers[i] = begin();
        for (int n = 0; n < 8; n++) {
            say(peers[i], GET("/slow?100"));
        }
    }
    stepped_wait(3000);
    for (int i = 0; i < 6; i++) {
        CHECK(count(peer_text(peers[i]), HELLO) == 8);
        peer_free(peers[i]);
    }
}

static void test_bodies(void)
{
    static char text[8192];
    for (unsigned size = 0; size <= 3000; size = size < 20 ? size + 1 : size * 2 - 7) {
        int peer = begin();
        peers_piece(size % 3 == 0 ? 0 : 1 + size % 97);
        int at = snprintf(
            text, sizeof text, "PUT /echo HTTP/1.1\r\n" H "Content-Length: %u\r\n\r\n", size);
        for (unsigned i = 0; i < size; i++) {
            text[at++] = (char)('A' + i % 26);
        }
        text[at] = '\0';
        say(peer, text);
        CHECK_SAYING(heard_status(peer, 200), peer_text(peer));
        CHECK(strcmp(strstr(peer_text(peer), "\r\n\r\n"), strstr(text, "\r\n\r\n")) == 0);
        peers_piece(0);
        peer_free(peer);
    }
}

static void test_chunked(void)
{
    int peer = begin_with("PUT /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n");
    say(peer, "5\r\nhello");
    CHECK(peer_bytes(peer) == 0);
    say(peer, "\r\n7;x=y\r\n, world\r\n0\r\nTrailer: z\r\n\r\n" GET("/hello"));
    CHECK_SAYING(
        heard(
            peer,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello, world" HELLO),
        peer_text(peer));
    peer_free(peer);
}

static void test_continue(void)
{
    int peer =
        begin_with("PUT /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    CHECK(heard(peer, "HTTP/1.1 100 Continue\r\n\r\n"));
    peer_drop(peer, peer_bytes(peer));
    say(peer, "a");
    CHECK(peer_bytes(peer) == 0);
    say(peer, "bc");
    CHECK(heard_status(peer, 200) && strcmp(peer_text(peer) + peer_bytes(peer) - 3, "abc") == 0);
    peer_drop(peer, peer_bytes(peer));
    /* a client that does not wait is not told */
    say(peer, "PUT /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    CHECK(heard_status(peer, 200));
    peer_drop(peer, peer_bytes(peer));
    /* behind a request that is not answered yet it comes after that answer */
    say(peer, GET("/slow?100") "PUT /echo HTTP/1.1\r\n" H
                               "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    CHECK(peer_bytes(peer) == 0);
    stepped_wait(150);
    CHECK(heard(peer, HELLO "HTTP/1.1 100 Continue\r\n\r\n"));
    peer_free(peer);
}

static void test_big(void)
{
    int peer = begin();
    peer_send(peer, GET("/big"), sizeof GET("/big") - 1);
    peer_window(peer, 1000);
    stepped_run();
    unsigned total = 0;
    unsigned first = 0;
    for (int i = 0; i < 1000 && total < 170000; i++) {
        if (first == 0) {
            first = (unsigned)(strstr(peer_text(peer), "\r\n\r\n") + 4 - peer_text(peer));
            total = 0 - first;
        }
        total += peer_bytes(peer);
        peer_drop(peer, peer_bytes(peer));
        peer_window(peer, 1 + (unsigned)i * 37 % 3000);
        stepped_wait(i % 8 == 0 ? 200 : 0);
    }
    CHECK(total == 170000);
    peer_window(peer, UINT32_MAX);
    say(peer, GET("/bytes?4000"));
    CHECK(heard_status(peer, 200) && strlen(strstr(peer_text(peer), "\r\n\r\n") + 4) == 4000);
    peer_free(peer);
}

/**
 * Connections that wait for a block to send from, while a further request of theirs waits for an application: they are in two
 * lists at a time.
 */
static void test_waiting_twice(void)
{
    int deaf[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) { /* each holds a block: nobody takes what is in it */
        deaf[i] = begin();
        peer_window(deaf[i], 0);
        say(deaf[i], GET("/hello"));
    }
    for (int i = 0; i < WORKERS - 2; i++) {
        say(deaf[i % 3], GET("/slow?100"));
    }
    int twice = begin_with(GET("/slow?100") GET("/slow?100") GET("/bytes?1"));
    int once = begin_with(GET("/bytes?2"));
    stepped_wait(
        150); /* two answers, and no block for them; nobody takes the third request, and the last */
    CHECK(peer_bytes(twice) == 0 && peer_bytes(once) == 0);
    peer_window(deaf[3], UINT32_MAX);
    stepped_run();
    CHECK_SAYING(heard(deaf[3], HELLO), peer_text(deaf[3]));
    CHECK_SAYING(strncmp(peer_text(twice), HELLO HELLO, 2 * strlen(HELLO)) == 0, peer_text(twice));
    CHECK(strcmp(peer_text(twice) + peer_bytes(twice) - 1, "a") == 0);
    CHECK(peer_bytes(once) != 0 && strcmp(peer_text(once) + peer_bytes(once) - 2, "ab") == 0);
    peer_free(twice);
    peer_free(once);
    for (int i = 0; i < BLOCKS; i++) {
        peer_free(deaf[i]);
    }
}

struct refusal {
    unsigned status;
    const char *text;
};

static const struct refusal refusals[] = {
    {400, "x\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "PUT / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {413, "PUT / HTTP/1.1\r\n" H "Content-Length: 3001\r\n\r\n"},
    {413, "PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nfff\r\n"},
    {417, "PUT / HTTP/1.1\r\n" H "Expect: x\r\n\r\n"},
    {501, "BREW / HTTP/1.1\r\n" H "\r\n"},
    {505, "GET / HTTP/3.0\r\n\r\n"},
};

static void test_refusals(void)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        int peer = begin_with(GET("/hello"));
        say(peer, refusals[i].text);
        CHECK_SAYING(strncmp(peer_text(peer), HELLO, strlen(HELLO)) == 0, peer_text(peer));
        peer_drop(peer, (uint32_t)strlen(HELLO));
        CHECK_SAYING(heard_status(peer, refusals[i].status), peer_text(peer));
        CHECK(strstr(peer_text(peer), "Connection: close\r\n") != NULL);
        say(peer, "more that nobody reads");
        CHECK(!peer_closed(peer)); /* the client may read the answer first */
        stepped_wait(2000);
        CHECK(peer_closed(peer) && count(peer_text(peer), "HTTP/1.1") == 1);
        peer_free(peer);
    }
    /* a refusal waits for the answers before it */
    int peer = begin_with(GET("/slow?100") "x\r\n\r\n");
    CHECK(peer_bytes(peer) == 0);
    stepped_wait(150);
    CHECK(
        strncmp(peer_text(peer), HELLO, strlen(HELLO)) == 0
        && count(peer_text(peer), " 400 ") == 1);
    peer_free(peer);
}

static void test_times(void)
{
    int idle = begin();
    int slow = begin_with("GET /hel");
    int slow_body = begin_with("PUT /echo HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\n");
    int stalled = begin();
    peer_window(stalled, 0);
    say(stalled, GET("/hello"));
    int waiting = begin_with(GET("/slow?6000"));
    for (int i = 0; i < 15; i++) {
        stepped_wait(100);
        say(slow, "l"); /* it goes on, but not fast enough */
    }
    CHECK(peer_bytes(slow) == 0 && !peer_closed(idle));
    stepped_wait(1500);
    CHECK(heard_status(slow, 408) && heard_status(slow_body, 408));
    stepped_wait(1500);
    CHECK(peer_closed(slow) && peer_closed(slow_body));
    CHECK(peer_closed(idle) && peer_bytes(idle) == 0);
    CHECK(peer_closed(stalled));
    CHECK(!peer_closed(waiting));
    stepped_wait(3000);
    CHECK_SAYING(heard(waiting, HELLO), peer_text(waiting));
    peer_free(idle);
    peer_free(slow);
    peer_free(slow_body);
    peer_free(stalled);
    peer_free(waiting);
}

static void test_connection_limit(void)
{
    int peers[CONNECTIONS + SPARE + 2];
    for (int i = 0; i < CONNECTIONS + SPARE + 2; i++) {
        peers[i] = begin();
    }
    for (int i = 0; i < CONNECTIONS + SPARE + 2; i++) {
        say(peers[i], GET("/hello"));
        bool served = i < CONNECTIONS;
        bool told = i < CONNECTIONS + SPARE;
        CHECK_SAYING(
            served ? heard(peers[i], HELLO)
            : told ? heard_status(peers[i], 503)
                   : peer_bytes(peers[i]) == 0,
            peer_text(peers[i]));
    }
    peer_end(peers[0]);
    stepped_wait(
        2000); /* one has left, those that were told are closed: the last two are served or told */
    CHECK(peer_closed(peers[CONNECTIONS]));
    CHECK(
        peer_bytes(peers[CONNECTIONS + SPARE]) != 0
        && peer_bytes(peers[CONNECTIONS + SPARE + 1]) != 0);
    for (int i = 0; i < CONNECTIONS + SPARE + 2; i++) {
        peer_free(peers[i]);
    }
}

/** Whoever is past the limit and says nothing does not keep the others from being told. */
static void test_silent_surplus(void)
{
    int peers[CONNECTIONS + SPARE + 2];
    for (int i = 0; i < CONNECTIONS + SPARE + 2; i++) {
        peers[i] = begin();
    }
    peer_send(peers[CONNECTIONS], "G", 1); /* nor with a byte */
    say(peers[CONNECTIONS + SPARE], GET("/hello"));
    say(peers[CONNECTIONS + SPARE + 1], GET("/hello"));
    CHECK(peer_bytes(peers[CONNECTIONS + SPARE]) == 0);
    stepped_wait(2500); /* the first ones may be silent for three seconds */
    CHECK(!peer_closed(peers[0]));
    CHECK(peer_closed(peers[CONNECTIONS + 1]));
    CHECK(heard_status(peers[CONNECTIONS], 408));
    CHECK(heard_status(peers[CONNECTIONS + SPARE], 503));
    CHECK(heard_status(peers[CONNECTIONS + SPARE + 1], 503));
    for (int i = 0; i < CONNECTIONS + SPARE + 2; i++) {
        peer_free(peers[i]);
    }
}

/** The client goes away in every state. */
static void test_resets(void)
{
    static const char text[] =
        GET("/hello") "PUT /echo HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello" GET("/slow?50")
            GET("/big") "PUT /echo HTTP/1.1\r\n" H
                        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                        "bad\r\n\r\n";
    for (uint32_t bytes = 0; bytes < sizeof text; bytes += 3) {
        for (int way = 0; way < 4; way++) {
            int peer = begin();
            peer_window(peer, way % 2 == 0 ? UINT32_MAX : 100);
            peer_send(peer, text, bytes);
            stepped_run();
            if (way < 2) {
                peer_reset(peer);
            } else {
                peer_end(peer);
            }
            stepped_run();
            stepped_wait(100);
            peer_free(peer);
        }
    }
}

/** A client that sends no more still gets its answers. */
static void test_half_close(void)
{
    int peer = begin();
    peer_send(peer, GET("/slow?100") GET("/hello"), sizeof(GET("/slow?100") GET("/hello")) - 1);
    peer_end(peer);
    stepped_run();
    CHECK(!peer_closed(peer));
    stepped_wait(200);
    CHECK(heard(peer, HELLO HELLO) && peer_closed(peer));
    peer_free(peer);
    peer = begin();
    peer_send(peer, "GET /he", 7);
    peer_end(peer);
    stepped_run();
    CHECK(heard_status(peer, 400) && peer_closed(peer));
    peer_free(peer);
}

static void test_applications_mistakes(void)
{
    int peer = begin_with(GET("/twice") GET("/take-back") GET("/hello"));
    CHECK_SAYING(heard(peer, HELLO HELLO HELLO), peer_text(peer));
    peer_drop(peer, peer_bytes(peer));
    say(peer, GET("/wide"));
    CHECK_SAYING(heard_status(peer, 500), peer_text(peer));
    peer_free(peer);
    /* the first of two replies still waits its turn when the second comes */
    peer = begin_with(GET("/slow?50") GET("/twice") GET("/hello"));
    stepped_wait(100);
    CHECK_SAYING(heard(peer, HELLO HELLO HELLO), peer_text(peer));
    peer_free(peer);
    peer = begin_with(GET("/slow?50") GET("/take-back") GET("/hello"));
    stepped_wait(100);
    CHECK_SAYING(count(peer_text(peer), "hello, world") == 3, peer_text(peer));
    peer_free(peer);
}

/** The application dies with requests that it has not answered; what waits is served by its next life. */
static void test_application_restart(void)
{
    int never = begin_with(GET("/never"));
    int slow = begin_with(GET("/slow?500"));
    int restart = begin_with(GET("/restart"));
    int after = begin_with(GET("/hello"));
    stepped_wait(100);
    CHECK(peer_closed(never) && peer_closed(slow) && peer_closed(restart));
    CHECK_SAYING(heard(after, HELLO), peer_text(after));
    peer_free(never);
    peer_free(slow);
    peer_free(restart);
    peer_free(after);
}

/** The http service dies with all its connections open, again and again: net gets back all that it had. */
static void test_service_restart(void)
{
    for (unsigned round = 0; round < 2 * (CONNECTIONS + SPARE); round++) {
        int peers[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            peers[i] = begin_with(GET("/hello"));
            CHECK_SAYING(heard(peers[i], HELLO), peer_text(peers[i]));
        }
        stepped_abort_at("http", 1);
        say(peers[0], GET("/hello"));
        CHECK(stepped_abort_came());
        stepped_wait(1000);
        for (int i = 0; i < CONNECTIONS; i++) {
            CHECK(peer_closed(peers[i]));
            peer_free(peers[i]);
        }
    }
}

/** A node's handlers are ended at every moment of some traffic: connections drop, and the service is back. */
static void test_aborts(void)
{
    static const char *const nodes[] = {"net", "http", "web"};
    for (unsigned n = 0; n < 3; n++) {
        unsigned moment = 1;
        bool came = true;
        for (; came; moment++) {
            stepped_abort_at(nodes[n], moment);
            int a = begin_with(GET("/hello") GET("/slow?50") GET("/hello"));
            int b = begin_with("PUT /echo HTTP/1.1\r\n" H
                               "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            int c = begin_with(GET("/big"));
            say(b, "abc" GET("/close"));
            say(a, "x\r\n\r\n");
            stepped_wait(100);
            peer_reset(c);
            stepped_wait(1500);
            came = stepped_abort_came();
            peer_free(a);
            peer_free(b);
            peer_free(c);
            check_clean(nodes[n]);
        }
        CHECK_SAYING(moment > 10, nodes[n]);
        printf("%s: aborted at %u moments\n", nodes[n], moment - 2);
    }
}

int main(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } tests[] = {
        {"keep-alive", test_keep_alive},
        {"close", test_close},
        {"methods", test_methods},
        {"head", test_head},
        {"pipeline", test_pipeline},
        {"backpressure", test_backpressure},
        {"bodies", test_bodies},
        {"chunked", test_chunked},
        {"continue", test_continue},
        {"big", test_big},
        {"waiting twice", test_waiting_twice},
        {"refusals", test_refusals},
        {"times", test_times},
        {"connection limit", test_connection_limit},
        {"silent surplus", test_silent_surplus},
        {"resets", test_resets},
        {"half close", test_half_close},
        {"mistakes", test_applications_mistakes},
        {"application restart", test_application_restart},
        {"service restart", test_service_restart},
        {"aborts", test_aborts},
    };
    stepped_run();
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        tests[i].run();
        check_clean(tests[i].name);
    }
    return check_summary();
}
