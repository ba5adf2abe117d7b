/* SPDX-License-Identifier: MIT */
/** The smallest application of the http service: every request gets the same five bytes. */
#ifndef BENCH_HTTP_PAGE_H
#define BENCH_HTTP_PAGE_H

#define LEV_COMPONENT page
#define LEV_USE_core  1
#define LEV_USE_http  1
#include <lev/buf.h>
#include <lev/component.h>
#include <lev/http.h>

enum { PAGE_WORKERS = 64, PAGE_BLOCK = 1024 };

/** One request at a time. */
struct page_worker {
    struct lev_op next;
    struct lev_op reply;
    lev_handle buf;
};

struct page {
    struct page_worker workers[PAGE_WORKERS];
};

#endif
