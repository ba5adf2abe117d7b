/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the http and net services with an application. The bytes are a schedule of what four clients do:
 *
 *     0..3 N bytes...   client sends the next N bytes     5 C    client C breaks the connection
 *     4 C               client C sends no more            6 N    N * 20 ms pass
 *     7 C N             client C takes N * 8 bytes more   8 N    the transport moves N bytes at a time
 *
 * SOURCES api/http api/net api/stream core kernels/l1 base tests/support/stepped tests/http/deploy.c tests/http/web.c
 * SOURCES ports/hosted/common/constant.c build/deps/picohttpparser
 * FLAGS -Itests/http -isystem build/deps/picohttpparser -D_GNU_SOURCE -DNDEBUG -w
 *
 * Afterwards the clients go away, and a new one must be served: nothing hangs, nothing is left behind.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/support/stepped/stepped.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum { CLIENTS = 4 };

struct input {
    const uint8_t *at;
    const uint8_t *end;
};

static uint8_t next(struct input *input)
{
    return input->at == input->end ? 0 : *input->at++;
}

static void send_some(struct input *input, int peer)
{
    uint32_t count = next(input);
    uint32_t left = (uint32_t)(input->end - input->at);
    count = count < left ? count : left;
    peer_send(peer, input->at, count);
    input->at += count;
}

static void step(struct input *input, const int peers[CLIENTS])
{
    uint8_t what = next(input) % 9;
    switch (what) {
    case 4: peer_end(peers[next(input) % CLIENTS]); break;
    case 5: peer_reset(peers[next(input) % CLIENTS]); break;
    case 6: stepped_wait(next(input) * 20u); break;
    case 7: {
        int peer = peers[next(input) % CLIENTS];
        peer_window(peer, next(input) * 8u);
        break;
    }
    case 8: peers_piece(next(input)); break;
    default: send_some(input, peers[what]); break;
    }
    stepped_run();
}

/** The application's runaway has no guard here, and what it never answers would use it up. */
static bool is_excluded(const uint8_t *data, size_t bytes)
{
    return memmem(data, bytes, "/crash", 6) != NULL || memmem(data, bytes, "/never", 6) != NULL;
}

static void check_served(void)
{
    static const char get[] = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    int peer = peer_connect(0);
    peer_send(peer, get, sizeof get - 1);
    stepped_run();
    if (strncmp(peer_text(peer), "HTTP/1.1 200 OK\r\n", 17) != 0) {
        abort();
    }
    peer_free(peer);
    if (peers_open() != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct input input = {data, data + bytes};
    int peers[CLIENTS];
    if (is_excluded(data, bytes)) {
        return 0;
    }
    peers_piece(0);
    for (int i = 0; i < CLIENTS; i++) {
        peers[i] = peer_connect(0);
    }
    stepped_run();
    while (input.at != input.end) {
        step(&input, peers);
    }
    peers_piece(0);
    for (int i = 0; i < CLIENTS; i++) {
        peer_free(peers[i]);
    }
    stepped_wait(6000);
    check_served();
    return 0;
}
