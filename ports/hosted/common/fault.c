/* SPDX-License-Identifier: MIT */
/**
 * CPU faults arrive as signals, on a stack of their own. In a handler they end the handler; in the system they are a panic.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

#include "ports/hosted/common/host.h"

#define SIGNAL_STACK_BYTES 65536u

uintptr_t host_signal_pc(const void *context)
{
    const ucontext_t *interrupted = context;
#if defined(__x86_64__)
    return (uintptr_t)interrupted->uc_mcontext.gregs[REG_RIP];
#elif defined(__i386__)
    return (uintptr_t)interrupted->uc_mcontext.gregs[REG_EIP];
#elif defined(__aarch64__)
    return (uintptr_t)interrupted->uc_mcontext.pc;
#else
#error "say here where this machine's ucontext_t has the program counter"
#endif
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    uintptr_t pc = host_signal_pc(context);
    bool memory = number == SIGSEGV || number == SIGBUS;
    if (host_irq.busy != 0 || host_irq.in_isr != 0) {
        core_panic(HOST_PANIC(HOST_PANIC_FAULT_IN_PORT), pc);
    }
    (void)host_isr_begin();
    void *frame = core_isr_fault(pc, memory ? (uintptr_t)info->si_addr : 0);
    if (frame == NULL) {
        core_panic(HOST_PANIC(HOST_PANIC_FAULT_NO_FRAME), pc);
    }
    port_frame_abort(frame);
}

void host_bus_fault(uintptr_t address)
{
    struct host_isr before = host_isr_begin();
    void *frame = core_isr_fault(0, address);
    host_isr_end(before);
    if (frame == NULL) {
        core_panic(HOST_PANIC(HOST_PANIC_NO_DEVICE), address);
    }
    port_frame_abort(frame);
}

void host_fault_init(void)
{
    static uint8_t stack[SIGNAL_STACK_BYTES];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    (void)sigaltstack(&alternate, NULL);

    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    (void)sigaction(SIGSEGV, &action, NULL);
    (void)sigaction(SIGBUS, &action, NULL);
    (void)sigaction(SIGFPE, &action, NULL);
    (void)sigaction(SIGILL, &action, NULL);
}

void host_signals_unblock(void)
{
    sigset_t all;
    sigfillset(&all);
    (void)sigprocmask(SIG_UNBLOCK, &all, NULL);
}

uint64_t host_environment_number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    if (text == NULL || *text == '\0') {
        return otherwise;
    }
    char *end = NULL;
    uint64_t value = strtoull(text, &end, 0);
    return *end == '\0' ? value : otherwise;
}
