/* SPDX-License-Identifier: MIT */
/** The greenhouse's web page: a live page, the reading as JSON, the threshold to set. Talks to greenhouse by posts. */
#ifndef GREENHOUSE_WEB_H
#define GREENHOUSE_WEB_H

#define LEV_COMPONENT greenhouse_web
#define LEV_USE_core  1
#define LEV_USE_http  1
#define LEV_USE_log   1
#include <lev/component.h>

#include <lev/buf.h>
#include <lev/http.h>
#include <lev/log.h>
#include <lev/text.h>

/** What the deployment links it to. */
enum greenhouse_web_link { GREENHOUSE_WEB_HTTP, GREENHOUSE_WEB_GREENHOUSE };

/** Requests that it works on at a time; each needs two ops, one block and one object. */
#define GREENHOUSE_WEB_DESKS 4

/** One request from its arrival to its reply. */
struct greenhouse_web_desk {
    struct lev_op next, reply;
    lev_handle block;
};

/** Its state. */
struct greenhouse_web {
    struct greenhouse_web_desk desk[GREENHOUSE_WEB_DESKS];
    int16_t temperature; /**< 1/16 °C, as last told */
    int16_t threshold;
    bool fan_on;
    bool valid;
};

#endif
