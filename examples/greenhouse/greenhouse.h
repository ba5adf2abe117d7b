/* SPDX-License-Identifier: MIT */
/** Greenhouse: reads a temperature each second, drives a fan past a threshold, answers on a console. */
#ifndef GREENHOUSE_H
#define GREENHOUSE_H

#define LEV_COMPONENT  greenhouse
#define LEV_USE_core   1
#define LEV_USE_timer  1
#define LEV_USE_stream 1
#define LEV_USE_i2c    1
#define LEV_USE_gpio   1
#define LEV_USE_log    1
#include <lev/component.h>

#include <lev/buf.h>
#include <lev/gpio.h>
#include <lev/i2c.h>
#include <lev/log.h>
#include <lev/stream.h>
#include <lev/text.h>
#include <lev/timer.h>

#include "greenhouse_events.h"

/** What the deployment links it to. The web page is optional: a deployment without one ends before it. */
enum greenhouse_link { GREENHOUSE_CONSOLE, GREENHOUSE_SENSOR, GREENHOUSE_FAN, GREENHOUSE_WEB };

/** Its state: all of it, nothing is kept elsewhere. */
struct greenhouse {
    struct lev_op sense, fan, line, reply;
    lev_handle sense_buf, line_buf, reply_buf;
    int16_t temperature; /**< 1/16 °C */
    int16_t threshold;   /**< 1/16 °C */
    bool fan_on;
    bool fan_set; /**< the pin has been written in this life */
    bool valid;   /**< the last reading succeeded */
    bool missed;  /**< … has failed, and the log says so */
};

#endif
