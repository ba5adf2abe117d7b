/* SPDX-License-Identifier: MIT */
/**
 * LM3S I²C master, unit 0, as ports/device/i2c.h asks: one byte a step, one interrupt a step.
 *
 * A start while the bus is ours should be a repeated start, but QEMU does not put one on the bus. So a stop comes before it:
 * with one master on the bus no device can tell.
 */
#include "ports/device/i2c.h"
#include "ports/chip/lm3s/gpio.h"
#include "ports/chip/lm3s/lm3s.h"
#include "ports/port.h"

#include <lev/error.h>

#define I2C_MSA  0x40020000u
#define I2C_MCS  0x40020004u
#define I2C_MDR  0x40020008u
#define I2C_MTPR 0x4002000cu
#define I2C_MIMR 0x40020010u
#define I2C_MRIS 0x40020014u
#define I2C_MICR 0x4002001cu
#define I2C_MCR  0x40020020u

/* MCS, written. */
#define MCS_RUN   1u
#define MCS_START 2u
#define MCS_STOP  4u
#define MCS_ACK   8u
/* MCS, read. */
#define MCS_BUSY  0x01u
#define MCS_ERROR 0x02u
#define MCS_NACK  0x0cu
#define MCS_OURS  0x40u

#define MCR_MASTER 0x10u
#define SRCR1_I2C0 (1u << 12)
#define PINS_B_SCL (1u << 2)
#define PINS_B_SDA (1u << 3)
/** SCL takes 20 of these: 89 kHz, the fastest at 12.5 MHz that is not above 100. */
#define PERIOD_100KHZ 6u

static const struct lev_source *source;
static bool reading;

/** Wait for a step that no interrupt announces; a stop takes two bits' time. */
static void wait_idle(void)
{
    while ((REG(I2C_MCS) & MCS_BUSY) != 0) {
    }
}

static void stop(void)
{
    REG(I2C_MCS) = MCS_STOP;
    wait_idle();
}

lev_result device_i2c_open(uint16_t unit, const struct lev_source *to)
{
    if (unit != 0) {
        return LEV_E_RANGE;
    }
    source = to;
    if ((REG(I2C_MCS) & MCS_OURS) != 0) {
        stop();
    }
    REG(SYSCTL_SRCR1) = SRCR1_I2C0;
    REG(SYSCTL_SRCR1) = 0;
    lm3s_pins_to_device(LM3S_PORT_B, PINS_B_SCL | PINS_B_SDA);
    REG(LM3S_PORT_B + LM3S_GPIO_ODR) |= PINS_B_SDA;
    REG(I2C_MCR) = MCR_MASTER;
    REG(I2C_MTPR) = PERIOD_100KHZ;
    REG(I2C_MICR) = 1;
    REG(I2C_MIMR) = 1;
    arch_irq_enable(LM3S_IRQ_I2C0);
    return LEV_OK;
}

/** The step has ended. In the interrupt, or masked. */
static void report(void)
{
    uint32_t state = REG(I2C_MCS);
    uint8_t staged[2] = {DEVICE_I2C_DONE, 0};
    if ((state & MCS_ERROR) != 0) {
        staged[0] = (state & MCS_NACK) != 0 ? DEVICE_I2C_NACK : DEVICE_I2C_BUS_ERROR;
    }
    if (reading && staged[0] == DEVICE_I2C_DONE) {
        staged[1] = (uint8_t)REG(I2C_MDR);
        (void)core_isr_stage(source, staged, 2);
    } else {
        (void)core_isr_stage(source, staged, 1);
    }
}

void lm3s_isr_i2c0(void)
{
    REG(I2C_MICR) = 1;
    report();
}

void device_i2c_step(uint16_t unit, uint8_t address, uint8_t flags, uint8_t byte)
{
    (void)unit;
    uint32_t command = MCS_RUN;
    reading = (flags & DEVICE_I2C_READ) != 0;
    if ((flags & DEVICE_I2C_START) != 0) {
        if ((REG(I2C_MCS) & MCS_OURS) != 0) {
            stop();
        }
        REG(I2C_MSA) = (uint32_t)address << 1 | (reading ? 1u : 0u);
        command |= MCS_START;
    }
    if ((flags & DEVICE_I2C_STOP) != 0) {
        command |= MCS_STOP;
    } else if (reading) {
        command |= MCS_ACK;
    }
    REG(I2C_MDR) = byte;
    port_irq_mask();
    REG(I2C_MCS) = command;
    /* QEMU raises no interrupt for a device that is not there: the error is in the state at once */
    uint32_t state = REG(I2C_MCS);
    if ((state & MCS_BUSY) == 0 && (state & MCS_ERROR) != 0 && REG(I2C_MRIS) == 0) {
        report();
    }
    port_irq_unmask();
}
