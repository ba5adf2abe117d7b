/* SPDX-License-Identifier: MIT */
/**
 * What a component declares about itself, and the gate that holds it to its word.
 *
 * A component has one declaration header, included first by each of its files:
 *
 *     #define LEV_COMPONENT greenhouse
 *     #define LEV_USE_core 1          // value: the major version it was written for
 *     #define LEV_USE_timer 1
 *     #define LEV_USE_stream 1
 *     #include <lev/component.h>
 *
 * Including a group's header without its LEV_USE_ line is a compile error that names the line to add.
 * Each declaration also leaves one text record in the ELF section .lev.manifest (not loaded, no flash),
 * from which tools print what a component needs, and which the object check compares with what it uses.
 *
 * A deployment includes the headers of several components: this one takes effect each time, and consumes LEV_COMPONENT.
 */
#ifndef LEV_COMPONENT_H
#define LEV_COMPONENT_H

#include <lev/core.h>

#define LEV__TEXT2(x) #x
#define LEV__TEXT(x)  LEV__TEXT2(x)

/** Write one manifest record; used by this header and the group headers. */
#define LEV__MANIFEST(key, value)                                                  \
    __asm__(".pushsection .lev.manifest,\"\",%progbits\n\t.asciz \"" key "=" value \
            "\"\n\t.popsection")

/** The component's handler and description, which its deployment finds by name. */
#define LEV__DECLARE2(name)                                    \
    void name##_on_event(void *state, struct lev_event event); \
    extern const struct lev_component name##_component
#define LEV__DECLARE(name) LEV__DECLARE2(name)

#endif

#ifndef LEV_COMPONENT
#error "define LEV_COMPONENT (the component's name) before including <lev/component.h>"
#endif
#ifndef LEV_USE_core
#error "every component uses group core: add '#define LEV_USE_core 1' to its declaration header"
#endif

LEV_BEGIN_DECLS

LEV__DECLARE(LEV_COMPONENT);

LEV_END_DECLS

LEV__MANIFEST("component", LEV__TEXT(LEV_COMPONENT));
LEV__MANIFEST("use", "core " LEV__TEXT(LEV_USE_core));

#undef LEV_COMPONENT
