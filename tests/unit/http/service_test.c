/* SPDX-License-Identifier: MIT */
/** The http service: requests, replies, limits and failures, seen by clients of a transport that the test plays. */
#include "tests/support/stepped/stepped.h"
#include "tests/unit/http/check.h"

enum { PORT = 8080 };

static void say(int peer, const char *text)
{
    peer_send(peer, text, (uint32_t)strlen(text));
    stepped_run();
}

static int begin(void)
{
    int peer = peer_connect(PORT);
    stepped_run();
    return peer;
}

static void test_get(void)
{
    int peer = begin();
    say(peer, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK_SAYING(strcmp(peer_text(peer), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nhello, world\n") == 0, peer_text(peer));
    peer_free(peer);
}

int main(void)
{
    stepped_run();
    test_get();
    CHECK(peers_open() == 0);
    return check_summary();
}
