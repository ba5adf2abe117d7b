/* SPDX-License-Identifier: MIT */
/*
 * Frames (ports/port.h) on ARMv6-M. A frame is its lowest address:
 *
 *      0 top   4 body   8 what *top was   12 r8-r11   28 r4-r7   44 lr
 *
 * 48 bytes, so that the stack stays aligned to 8. High registers go through low ones: push cannot name them.
 */
    .syntax unified
    .thumb

    .section .text.port_frame_run, "ax", %progbits
    .global port_frame_run
    .type port_frame_run, %function
    .thumb_func
port_frame_run:
    push    {r4-r7, lr}
    mov     r4, r8
    mov     r5, r9
    mov     r6, r10
    mov     r7, r11
    push    {r4-r7}
    ldr     r2, [r0]
    push    {r0-r2}
    mov     r2, sp
    str     r2, [r0]
1:  blx     r1
    pop     {r0-r2}
    str     r2, [r0]
    pop     {r4-r7}
    mov     r8, r4
    mov     r9, r5
    mov     r10, r6
    mov     r11, r7
    pop     {r4-r7, pc}

/* The frames above are gone with the stack they lay on; the body is called as port_frame_run() did. */
    .section .text.port_frame_run
    .global port_frame_abort
    .type port_frame_abort, %function
    .thumb_func
port_frame_abort:
    cpsid   i
    mov     sp, r0
    ldr     r2, [r0, #0]
    str     r0, [r2]
    ldr     r1, [r0, #4]
    cpsie   i
    b       1b
