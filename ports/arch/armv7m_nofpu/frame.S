/* SPDX-License-Identifier: MIT */
/*
 * Frames (ports/port.h): a record on the stack of what the caller of port_frame_run() needs to go on.
 *
 *     frame ──▶ | top | body | *top before | r4 … r11 | lr |        12 words, as the stack's alignment asks
 */
    .syntax unified
    .thumb

    .section .text.port_frame_run, "ax"
    .global port_frame_run
    .type port_frame_run, %function
port_frame_run:                         @ (void **top, void (*body)(void))
    push    {r4-r11, lr}
    ldr     r2, [r0]
    push    {r0, r1, r2}
    str     sp, [r0]
    blx     r1
frame_end:
    pop     {r0, r1, r2}
    str     r2, [r0]
    pop     {r4-r11, pc}
    .size port_frame_run, . - port_frame_run

    .global port_frame_abort
    .type port_frame_abort, %function
port_frame_abort:                       @ (void *frame)
    mov     sp, r0
    ldrd    r0, r1, [sp]
    str     sp, [r0]                    @ frames above this one are gone
    ldr     lr, =frame_end + 1
    cpsie   i
    bx      r1
    .size port_frame_abort, . - port_frame_abort
    .ltorg
