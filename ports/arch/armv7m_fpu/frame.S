/* SPDX-License-Identifier: MIT */
/*
 * Frames (ports/port.h) where calls keep registers of the FPU, too; and the FPU's start.
 *
 *     frame ──▶ | top | body | *top before | r4 … r11 | lr | s16 … s31 |        28 words, as the stack's alignment asks
 *
 * An aborted handler may have changed s16 to s31 and the rounding: whoever called port_frame_run() gets back its own registers,
 * and everybody the rounding of the start.
 *
 * Exceptions store the FPU's other registers at once, not at the FPU's next use (no lazy state): an abort leaves an exception
 * for another place than the one it came from, and a stack that overflows must be found at the entry, not later.
 */
    .syntax unified
    .thumb
    .fpu fpv4-sp-d16

#define CPACR         0xe000ed88
#define CPACR_ON      (0xf << 20)
#define FPCCR         0xe000ef34
#define FPCCR_ASPEN   (1 << 31)

    .section .text.port_frame_run, "ax"
    .global port_frame_run
    .type port_frame_run, %function
port_frame_run:                         @ (void **top, void (*body)(void))
    vpush   {s16-s31}
    push    {r4-r11, lr}
    ldr     r2, [r0]
    push    {r0, r1, r2}
    str     sp, [r0]
    blx     r1
frame_end:
    pop     {r0, r1, r2}
    str     r2, [r0]
    pop     {r4-r11, lr}
    vpop    {s16-s31}
    bx      lr
    .size port_frame_run, . - port_frame_run

    .global port_frame_abort
    .type port_frame_abort, %function
port_frame_abort:                       @ (void *frame)
    mov     sp, r0
    ldrd    r0, r1, [sp]
    str     sp, [r0]                    @ frames above this one are gone
    movs    r0, #0
    vmsr    fpscr, r0
    ldr     lr, =frame_end + 1
    cpsie   i
    bx      r1
    .size port_frame_abort, . - port_frame_abort
    .ltorg

    .section .text.arch_begin, "ax"
    .global arch_begin
    .type arch_begin, %function
arch_begin:
    ldr     r0, =CPACR
    ldr     r1, [r0]
    orr     r1, r1, #CPACR_ON
    str     r1, [r0]
    ldr     r0, =FPCCR
    ldr     r1, =FPCCR_ASPEN
    str     r1, [r0]
    dsb
    isb
    bx      lr
    .size arch_begin, . - arch_begin
    .ltorg
