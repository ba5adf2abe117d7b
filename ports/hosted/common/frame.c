/* SPDX-License-Identifier: MIT */
/**
 * Frames: sigsetjmp and siglongjmp, without the signal mask (a system call each time). An abort is often decided in a
 * signal handler, where the signal is blocked, so the frame itself lets the signals in again.
 */
#define _GNU_SOURCE
#include <setjmp.h>

#include "ports/hosted/common/host.h"

struct frame {
    sigjmp_buf place;
    void **top;  /**< where the caller keeps its innermost frame */
    void *outer; /**< what was there before */
};

struct host_irq host_irq = {.masked = 1};

void port_frame_run(void **top, void (*body)(void))
{
    struct frame frame;
    frame.top = top;
    frame.outer = *top;
    *top = &frame;
    if (sigsetjmp(frame.place, 0) != 0) {
        host_signals_unblock();
        port_irq_unmask();
    }
    body();
    *top = frame.outer;
}

void port_frame_abort(void *frame)
{
    struct frame *to = frame;
    host_irq.masked = 1;
    host_irq.in_isr = 0;
    *to->top = to;
    siglongjmp(to->place, 1);
}
