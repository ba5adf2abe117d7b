/* SPDX-License-Identifier: MIT */
/**
 * Assertions: numbered, on in release, two small integers in flash instead of a string.
 *
 * A failure in a handler aborts that handler and restarts its node by the deployment's policy; a failure in
 * the system itself (or in an interrupt) is a panic and ends in a reset. Both leave (module, number): `lev explain 00110002`
 * says which assertion of the system that is.
 *
 * Every file that asserts defines its module first: `LEV_MODULE(GREENHOUSE)` with a number from the component
 * (components: 0x8000 and up; the system's own numbers are in core/modules.h).
 */
#ifndef LEV_ASSERT_H
#define LEV_ASSERT_H

#include <lev/types.h>

LEV_BEGIN_DECLS

/** Name the assertion module of this file; once, at file scope. */
#define LEV_MODULE(number) enum { lev__module = (number) }

/** Contract or invariant: `number` is unique in the file and never reused. No side effects in `condition`. */
#define LEV_ASSERT(number, condition) \
    ((condition) ? (void)0 : lev_assert_failed((uint32_t)lev__module << 16 | (uint32_t)(number)))

/** This line is never reached. */
#define LEV_UNREACHABLE(number) lev_assert_failed((uint32_t)lev__module << 16 | (uint32_t)(number))

/**
 * Report a failed assertion and never return: the handler is aborted, or the board panics.
 *
 * @where    module << 16 | number
 */
LEV_CTX(any)
LEV_NORETURN void lev_assert_failed(uint32_t where);

LEV_END_DECLS

#endif
