/* SPDX-License-Identifier: MIT */
/**
 * A port for tests and fuzz targets that are in charge themselves: the image runs only inside stepped_run(), until it is
 * idle, and time moves only by stepped_wait(). One process, no signals, no system calls.
 *
 * Its TCP transport connects the image to peers that the test plays.
 */
#ifndef TESTS_SUPPORT_STEPPED_H
#define TESTS_SUPPORT_STEPPED_H

#include <stdbool.h>
#include <stdint.h>

/** Run the image until nothing is left to do at this moment. */
void stepped_run(void);

/** Let time pass, and what is due in it happen. */
void stepped_wait(uint32_t ms);

/** End a handler of this node as if it had used up its budget, at the `moment`th time from now that an interrupt could. */
void stepped_abort_at(const char *node, unsigned moment);

/** It came to that. Otherwise it is called off. */
bool stepped_abort_came(void);

enum { PEERS = 64, PEER_BYTES = 1 << 16 };

/** Connect to a port on which the image listens. @return the peer; -1: refused */
int peer_connect(uint16_t port);

/** Give bytes to the image; it reads them as it likes. */
void peer_send(int peer, const void *data, uint32_t bytes);

/** The peer sends no more. */
void peer_end(int peer);

/** The connection breaks. */
void peer_reset(int peer);

/** How many bytes the image may send before the peer stalls it; default: no limit. */
void peer_window(int peer, uint32_t bytes);

/** What the image has sent and was not dropped: terminated. */
const char *peer_text(int peer);
uint32_t peer_bytes(int peer);
void peer_drop(int peer, uint32_t bytes);

/** The image has closed the connection. */
bool peer_closed(int peer);

/** Forget the peer; a connection that is still there breaks. */
void peer_free(int peer);

/** Slots of the transport that are in use. */
unsigned peers_open(void);

/** Largest piece that the transport receives or sends at a time; 0: no limit. */
void peers_piece(uint32_t bytes);

#endif
