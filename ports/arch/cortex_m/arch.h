/* SPDX-License-Identifier: MIT */
/**
 * What every Cortex-M gives the chips and boards built on it: system registers, the interrupt controller, and how an interrupt
 * ends the handler that it interrupted.
 *
 * All interrupts keep priority 0, the value after reset, so none nests in another. Faults have it too: a fault in an
 * interrupt, or while interrupts are masked, arrives as a HardFault, as every fault does on ARMv6-M. Only the NMI is above.
 */
#ifndef CORTEX_M_ARCH_H
#define CORTEX_M_ARCH_H

#include <lev/types.h>

/** A device register. */
#define REG(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define SYST_CSR  0xe000e010u
#define SYST_RVR  0xe000e014u
#define SYST_CVR  0xe000e018u
#define NVIC_ISER 0xe000e100u
#define NVIC_ICER 0xe000e180u
#define NVIC_ISPR 0xe000e200u
#define NVIC_ICPR 0xe000e280u
#define SCB_ICSR  0xe000ed04u
#define SCB_AIRCR 0xe000ed0cu

/** What the CPU pushes when it takes an exception. */
struct arch_exception {
    uint32_t r0, r1, r2, r3, r12, lr, pc, psr;
};

typedef void arch_isr(void);

/** First part of the vector table, `const struct … port_vectors` in section .vectors, which the board's board.c defines. */
struct arch_exceptions {
    uint32_t *stack;
    arch_isr *handler[15];
};

/* clang-format off */
#define ARCH_EXCEPTIONS(nmi, systick)                                                              \
    {_stack_top,                                                                                   \
     {arch_reset, nmi, arch_isr_fault, arch_isr_fault, arch_isr_fault, arch_isr_fault, NULL, NULL, \
      NULL, NULL, arch_isr_unexpected, arch_isr_unexpected, NULL, arch_isr_unexpected, systick}}
/* clang-format on */

/** Linker script (sections.ld). The stack grows down from _stack_top; below _stack_limit lies its guard. */
extern uint32_t _stack_top[], _stack_limit[], _stack_guard[], _fault_stack[];

/** As after power-on. */
LEV_NORETURN void arch_reset_board(void);

/** Each chip with a console: write to it by polling, for panics; it need not have been opened. */
void arch_emergency_write(const char *text, uint32_t bytes);

/** Start-up, from reset. */
arch_isr arch_reset;

/** Every fault. */
arch_isr arch_isr_fault;

/** An exception that nothing should raise: panic, module PORT, detail: its number. */
arch_isr arch_isr_unexpected;

/**
 * Interrupts that no device of the board uses, weak: an image may define it, and raise one through NVIC_ISPR.
 */
arch_isr port_isr_spare;

/**
 * Define interrupt handler `name`, which calls `void body(struct arch_exception *)`: what it interrupted. (A branch of
 * ARMv6-M does not reach another section, so the address is loaded.)
 */
#define ARCH_ISR_OF_EXCEPTION(name, body)                                        \
    void body(struct arch_exception *exception);                                 \
    __attribute__((naked)) void name(void)                                       \
    {                                                                            \
        __asm__ volatile("mov r0, sp\n\tldr r1, =" #body "\n\tbx r1\n\t.ltorg"); \
    }

/** Each arch: fault handling and memory protection, as far as it has them. From port_init(). */
void arch_init(void);

/** What the CPU knows of a fault. */
struct arch_fault_status {
    uintptr_t address; /**< that was touched; 0: unknown */
    bool stacked;      /**< what the interrupted code was doing could be stored */
    bool guarded;      /**< a stack that runs out has overwritten nothing */
};

/** Each arch: of the fault that is being handled. Forgets it. */
struct arch_fault_status arch_fault_status(void);

/** Let the interrupted thread go on in port_frame_abort(frame); NULL: go on where it was. */
void arch_abort_to(struct arch_exception *exception, void *frame);

/** Mask interrupts. @return what arch_irq_restore() wants */
static inline uint32_t arch_irq_save(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    return primask;
}

static inline void arch_irq_restore(uint32_t primask)
{
    __asm__ volatile("msr primask, %0" ::"r"(primask) : "memory");
}

/** Was the exception taken from another handler? */
static inline bool arch_in_handler(const struct arch_exception *exception)
{
    return (exception->psr & 0x1ffu) != 0;
}

/** Number of the interrupt that is being handled. */
static inline uint32_t arch_irq(void)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    return exception - 16u;
}

static inline void arch_irq_enable(uint32_t irq)
{
    REG(NVIC_ISER + irq / 32u * 4u) = 1u << irq % 32u;
}

/** The interrupt can not be taken any more when this returns. */
static inline void arch_irq_disable(uint32_t irq)
{
    REG(NVIC_ICER + irq / 32u * 4u) = 1u << irq % 32u;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

/** As if its device had asked for it. */
static inline void arch_irq_pend(uint32_t irq)
{
    REG(NVIC_ISPR + irq / 32u * 4u) = 1u << irq % 32u;
}

static inline bool arch_irq_pending(uint32_t irq)
{
    return (REG(NVIC_ISPR + irq / 32u * 4u) >> irq % 32u & 1u) != 0;
}

static inline void arch_irq_forget(uint32_t irq)
{
    REG(NVIC_ICPR + irq / 32u * 4u) = 1u << irq % 32u;
}

#endif
