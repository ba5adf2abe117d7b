/* SPDX-License-Identifier: MIT */
/**
 * The simulator, as a test program sees it: a machine whose every input is the function of (program, seed, script).
 *
 * Time is virtual: it stands still while a handler runs, moves by sim_dispatch_cost() ticks at each clock read, and jumps
 * to the next thing that is due when the image is idle. When nothing is left to happen the simulation ends.
 *
 * A script is C: callbacks at points of virtual time, which run as interrupts and make devices produce input.
 *
 *     static void type_temp(void *context) { sim_uart_type(0, "temp\r"); }
 *
 *     int main(void)
 *     {
 *         sim_at(5000, type_temp, NULL);
 *         int status = sim_run();          // core_main() with this program's deployment
 *         return status != 0 || strstr(sim_uart_text(0), "21.5") == NULL;
 *     }
 *
 * Instants. Each time that interrupts could come in (unmasking, a clock read) is counted: instant 1, 2, 3 … A script may
 * interrupt, abort or fault the image exactly there, so that a test can go through all of them. They are the same in every
 * run of the same program, seed and script. Code that loops without passing one is ended when it has used real CPU time:
 * virtual time then jumps to its guard. How far it came is not the same in each run; what the image does about it is.
 *
 * The port's own main() runs an image by itself, see main.c; a program with a main() of its own takes its place.
 */
#ifndef PORTS_HOSTED_SIM_SIM_H
#define PORTS_HOSTED_SIM_SIM_H

#include <lev/net_tcp.h>
#include <lev/types.h>

struct lev_source;

/* ---- Running ------------------------------------------------------------------------------------------ */

/** Run the image to the simulation's end. Once per process, see sim_child(). @return the status of sim_end() */
LEV_CTX(init)
int sim_run(void);

/** End the simulation: from a script, a handler, anywhere. */
LEV_CTX(any)
LEV_NORETURN void sim_end(int status);

/** What sim_run() returns when nothing is left to happen or the limit is reached. Default 0. */
LEV_CTX(any)
void sim_status(int status);

/** End when virtual time passes `ticks`. Default: never. */
LEV_CTX(any)
void sim_limit(uint64_t ticks);

/** What a child of sim_child() came to. */
struct sim_result {
    int status;        /**< what `scenario` returned; 128 + signal: it was killed */
    uint32_t entries;  /**< of its trace */
    uint64_t hash;     /**< of its trace */
    uint64_t instants; /**< it passed */
};

/** Run `scenario` in a child process, so that one program can run an image many times. */
LEV_CTX(init)
LEV_MUST_USE struct sim_result sim_child(int (*scenario)(void *context), void *context);

/* ---- Chance ------------------------------------------------------------------------------------------- */

/** Begin again with this seed. Without it: SIM_SEED of the environment, else 1. */
LEV_CTX(any)
void sim_seed_set(uint64_t seed);

LEV_CTX(any)
LEV_MUST_USE uint64_t sim_seed(void);

/** 0 .. below-1. */
LEV_CTX(any)
LEV_MUST_USE uint32_t sim_random(uint32_t below);

/** True `of_65536` times in 65536. */
LEV_CTX(any)
LEV_MUST_USE bool sim_chance(uint32_t of_65536);

/* ---- Time --------------------------------------------------------------------------------------------- */

typedef void sim_fn(void *context);

/** Ticks since the simulation began; the image's counter began at sim_clock_start(). */
LEV_CTX(any)
LEV_MUST_USE uint64_t sim_now(void);

/** Value of the 32-bit counter at the beginning, to test its wrap. Before sim_run(). */
LEV_CTX(init)
void sim_clock_start(uint32_t ticks);

/** What each clock read costs, in ticks. Default 1. */
LEV_CTX(any)
void sim_dispatch_cost(uint32_t ticks);

/** Call `fn` as an interrupt at tick `at` (at once if past). Equal times: in the order of the calls. */
LEV_CTX(any)
void sim_at(uint64_t at, sim_fn *fn, void *context);

/** … `delay` ticks from now. */
LEV_CTX(any)
void sim_after(uint64_t delay, sim_fn *fn, void *context);

/** Call `fn` whenever the image is idle and the script has nothing planned, before time jumps to the image's own alarm. */
LEV_CTX(any)
void sim_on_quiet(sim_fn *fn, void *context);

/* ---- Instants ----------------------------------------------------------------------------------------- */

/** How many have passed. */
LEV_CTX(any)
LEV_MUST_USE uint64_t sim_instants(void);

/** Call `fn` as an interrupt at instant `number`; several may be planned. */
LEV_CTX(any)
void sim_at_instant(uint64_t number, sim_fn *fn, void *context);

/**
 * … `steps` instructions after instant `number` (0: at it), not counting those with interrupts held off. One at a time:
 * another that begins before this one has come replaces it. Hosts with an x86-64 CPU.
 */
LEV_CTX(any)
void sim_at_step(uint64_t number, uint64_t steps, sim_fn *fn, void *context);

/** Call `fn` as an interrupt at every instant; NULL: no more. */
LEV_CTX(any)
void sim_on_instant(sim_fn *fn, void *context);

/**
 * From such a callback: the handler that is running uses up its budget, here. It is aborted when the callback returns, or
 * as soon as core allows it.
 *
 * @return  false: no handler is running, or it has no budget
 */
LEV_CTX(isr)
bool sim_abort(void);

/** From such a callback: the CPU takes a fault, here, touching `address`. Without a handler that is the image's panic. */
LEV_CTX(isr)
void sim_fault(uintptr_t address);

/* ---- Trace -------------------------------------------------------------------------------------------- */

/** Append to the trace: `what` (constant), two numbers, the time. SIM_TRACE=1 also prints it. */
LEV_CTX(any)
void sim_trace(const char *what, uint64_t a, uint64_t b);

/** Hash of everything traced so far. */
LEV_CTX(any)
LEV_MUST_USE uint64_t sim_trace_hash(void);

/** One entry. */
struct sim_trace_entry {
    uint64_t ticks;
    const char *what;
    uint64_t a, b;
};

/** Entries so far; the last SIM_TRACE_KEPT of them are kept. */
LEV_CTX(any)
LEV_MUST_USE uint32_t sim_trace_count(void);

enum { SIM_TRACE_KEPT = 4096 };

/** Entry `number` (0: the first); it must be one that is kept. */
LEV_CTX(any)
LEV_MUST_USE struct sim_trace_entry sim_trace_entry(uint32_t number);

/* ---- Faulty interrupts -------------------------------------------------------------------------------- */

/** Classes of devices, for faults. */
enum sim_device { SIM_UART, SIM_I2C, SIM_TCP, SIM_DEVICE_COUNT };

/**
 * How often, of 65536, an interrupt of a class goes wrong. All zero: never. TCP loses no reports (the host's transport does
 * not either); there `late` is a slow network.
 */
struct sim_faults {
    uint32_t late; /**< it comes up to late_ticks later */
    uint32_t late_ticks;
    uint32_t lost;           /**< it never comes, and its bytes with it */
    uint32_t doubled;        /**< a second one comes, with nothing in it */
    uint32_t nack;           /**< i2c: the addressed device does not answer */
    uint32_t bus_error;      /**< i2c: arbitration lost, or the bus is stuck */
    uint32_t short_transfer; /**< uart, tcp: less is sent or received than could be */
    uint32_t reset;          /**< tcp: the connection is reset, at a send or receive */
};

LEV_CTX(any)
struct sim_faults *sim_faults(enum sim_device device);

/** For devices, also a test's own: an interrupt of this class stages bytes (0: a signal), subject to its faults. */
LEV_CTX(any)
void sim_stage(
    enum sim_device device, const struct lev_source *source, const void *data, uint32_t bytes);

/* ---- Devices ------------------------------------------------------------------------------------------ */

enum { SIM_UARTS = 4, SIM_I2CS = 2, SIM_PINS = 32 };

/** The other end of the UART types this text, or sends these bytes. */
LEV_CTX(any)
void sim_uart_type(uint16_t unit, const char *text);
LEV_CTX(any)
void sim_uart_receive(uint16_t unit, const void *data, uint32_t bytes);

/** All that was sent so far, terminated (the last 64 KB of it). */
LEV_CTX(any)
LEV_MUST_USE const char *sim_uart_text(uint16_t unit);

/** Room of the transmitter (default 16 bytes), and ticks per byte (default 87, as 115200 baud). */
LEV_CTX(any)
void sim_uart_speed(uint16_t unit, uint32_t fifo_bytes, uint32_t ticks_per_byte);

/** Also write what is sent to this file descriptor of the host; -1: no more. */
LEV_CTX(any)
void sim_uart_copy(uint16_t unit, int fd);

/** A device on the I²C bus. Each returns false to answer NACK. */
struct sim_i2c_device {
    uint8_t address;
    void *context;
    bool (*start)(void *context, bool read); /**< addressed; may be NULL */
    bool (*write)(void *context, uint8_t byte);
    bool (*read)(void *context, uint8_t *byte);
    void (*stop)(void *context); /**< may be NULL */
};

/** Put a device on bus `unit`: 8 at most. Bus 0 has a tmp105 at 0x48 from the beginning. */
LEV_CTX(any)
void sim_i2c_attach(uint16_t unit, const struct sim_i2c_device *device);

/** What the tmp105 measures, in thousandths of a degree Celsius. Default 21500. */
LEV_CTX(any)
void sim_tmp105_set(int32_t millidegrees);

/** Last level that was written to a pin; -1: none. Levels that inputs read. */
LEV_CTX(any)
LEV_MUST_USE int sim_gpio_output(uint16_t pin);
LEV_CTX(any)
void sim_gpio_input(uint16_t pin, bool level);

/** Register windows (raw.mmio): `read` and `write` are called for addresses in [base, base + bytes). 8 at most. */
struct sim_window {
    uintptr_t base;
    uint32_t bytes;
    void *context;
    uint32_t (*read)(void *context, uint32_t offset);
    void (*write)(void *context, uint32_t offset, uint32_t value);
};
LEV_CTX(any)
void sim_mmio_attach(const struct sim_window *window);

/** What a script's end of a TCP connection is told. Any may be NULL. */
struct sim_tcp_events {
    void (*on_open)(void *context, int peer);
    void (*on_data)(void *context, int peer, const void *data, uint32_t bytes);
    void (*on_end)(void *context, int peer, bool reset); /**< the image closed it */
};

/** Connect to a port on which the image listens. @return the peer's number; -1: refused, or too many */
LEV_CTX(any)
LEV_MUST_USE int sim_tcp_connect(uint16_t port, const struct sim_tcp_events *events, void *context);

/** Serve connections that the image opens to this port (any host). */
LEV_CTX(any)
void sim_tcp_serve(uint16_t port, const struct sim_tcp_events *events, void *context);

/** Send to the image. @return how many bytes it had room for */
LEV_CTX(any)
uint32_t sim_tcp_send(int peer, const void *data, uint32_t bytes);

/** No more data comes from this peer; with `reset` the connection is gone at once. */
LEV_CTX(any)
void sim_tcp_close(int peer, bool reset);

#endif
