/* SPDX-License-Identifier: MIT */
/** Feature checks: a post over a link that the node has not, or with an id that only the system sends, is refused. */
#ifndef OPT_CHECKS_H
#define OPT_CHECKS_H

static inline bool
opt_checks_post(const struct lev_node *self, lev_handle to, struct lev_event event)
{
    /* ids from LEV_EVENT_USER up and without LEV_EVENT_BUFFER, in one signed comparison */
    return (uint32_t)to < self->link_count && (int16_t)core_word_of(event) >= LEV_EVENT_USER;
}

#endif
