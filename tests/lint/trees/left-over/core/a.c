/* SPDX-License-Identifier: MIT */
/* TODO: more */
/* FIXME */
/* a HACK, not hacker or shackle */
/* XXX */
int XXXX, TODOS;
