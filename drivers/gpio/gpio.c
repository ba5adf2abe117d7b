/* SPDX-License-Identifier: MIT */
/**
 * GPIO: every request is done when it is taken, so nothing is ever pending and there is nothing to cancel. A restart leaves
 * the pins as they are.
 */
#include "drivers/gpio/gpio.h"

#include "core/core.h"
#include "ports/device/gpio.h"

/** What the board says to a request, recorded. arg: pin | level << 16. */
static lev_result serve(const struct core_request *request)
{
    uint16_t pin = (uint16_t)request->arg;
    switch (request->opcode) {
    case CORE_OP_GPIO_WRITE:
        return (lev_result)core_input((uint32_t)device_gpio_write(pin, request->arg >> 16 != 0));
    case CORE_OP_GPIO_READ: return (lev_result)core_input((uint32_t)device_gpio_read(pin));
    default: return LEV_E_UNSUPPORTED;
    }
}

void gpio_on_event(void *state, struct lev_event event)
{
    (void)state;
    struct core_request request;
    if (event.id == LEV_EVENT_REQUEST && core_request_get(event.arg, &request)) {
        (void)core_op_complete(request.token, serve(&request));
    }
}

const struct lev_component gpio_component = {.name = "gpio", .state_bytes = sizeof(struct gpio)};
