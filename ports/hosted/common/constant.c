/* SPDX-License-Identifier: MIT */
/**
 * Constant memory of the image: its read-only segments, and what the dynamic linker made read-only after it had relocated
 * it (const tables that hold addresses). Shared libraries do not count.
 */
#define _GNU_SOURCE
#include <link.h>

#include "ports/hosted/common/host.h"

#define RANGES_MAX 8u

struct range {
    uintptr_t begin, end;
};

static struct range ranges[RANGES_MAX];
static uint32_t range_count;

/** The first object is the program itself: look at it, and stop. */
static int find(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    range_count = 0;
    for (uint32_t i = 0; i < info->dlpi_phnum && range_count < RANGES_MAX; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        bool read_only = segment->p_type == PT_LOAD && (segment->p_flags & PF_W) == 0;
        if (read_only || segment->p_type == PT_GNU_RELRO) {
            uintptr_t begin = info->dlpi_addr + segment->p_vaddr;
            ranges[range_count++] = (struct range){begin, begin + segment->p_memsz};
        }
    }
    return 1;
}

void host_constant_init(void)
{
    (void)dl_iterate_phdr(find, NULL);
}

bool port_is_constant(const void *address, uint32_t bytes)
{
    uintptr_t begin = (uintptr_t)address;
    for (uint32_t i = 0; i < range_count; i++) {
        if (begin >= ranges[i].begin && begin <= ranges[i].end && bytes <= ranges[i].end - begin) {
            return true;
        }
    }
    return false;
}
