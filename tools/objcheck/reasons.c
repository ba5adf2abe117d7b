/* SPDX-License-Identifier: MIT */
/* What people reach for in a component, and what to use instead. */
#include <fnmatch.h>
#include <stddef.h>

#include "tools/objcheck/objcheck.h"

static const struct {
    const char *patterns[12]; /* the shell's */
    const char *reason;
} reasons[] = {
    {{"core_*", "kernel_*", "port_*", "device_*", "lev__*", "lev_nodes", "lev_image"},
     "it is the system's inside; a component sees <lev/...> alone"},
    {{"time", "clock", "clock_*", "gettimeofday", "ftime", "localtime*", "gmtime*", "mktime"},
     "a replay would see another time; use lev_now()"},
    {{"sleep", "usleep", "nanosleep", "alarm", "setitimer", "timer_*", "timerfd_*"},
     "it blocks or signals; use group timer"},
    {{"rand", "srand", "rand_r", "random", "srandom", "drand48", "lrand48", "arc4random*",
      "getrandom", "getentropy"},
     "a replay would see other numbers; use group rng"},
    {{"malloc", "calloc", "realloc", "reallocarray", "free", "aligned_alloc", "strdup", "strndup",
      "_malloc_r", "_free_r", "alloca"},
     "its memory is not in the node's block; use group mem (lev_mem_get) or buffers (lev_buf_get)"},
    {{"*printf", "*printf_chk", "*scanf", "siprintf", "sniprintf"},
     "C's formatting allocates and depends on the locale; use group log, or format by hand"},
    {{"puts", "putchar", "putc", "fput*", "fget*", "getchar", "getc", "perror", "stdin", "stdout"},
     "there is no stdio; use group log or stream"},
    {{"fopen", "fclose", "fread", "fwrite", "fseek", "fflush", "stderr", "_impure_ptr", "std*"},
     "there is no stdio; use group log, stream or fs"},
    {{"open", "close", "read", "write", "ioctl", "poll", "select", "epoll_*", "mmap", "fcntl",
      "stat", "syscall"},
     "it goes past the system; use group stream or fs"},
    {{"socket", "bind", "listen", "accept", "connect", "send*", "recv*", "getaddrinfo"},
     "it goes past the system; use group net.tcp"},
    {{"pthread_*", "mtx_*", "cnd_*", "thrd_*", "sem_*", "__atomic_*", "__sync_*", "tss_*"},
     "nodes share nothing and run one handler at a time; post events (lev_post)"},
    {{"__aeabi_read_tp", "__tls_get_addr"},
     "thread-local variables are writable data outside the state; keep them in the state struct"},
    {{"exit", "_exit", "_Exit", "abort", "raise", "kill", "quick_exit", "atexit"},
     "one node does not end the image; use LEV_ASSERT() or lev_restart()"},
    {{"__assert*", "assert"}, "it brings stdio and ends the image; use LEV_ASSERT()"},
    {{"setjmp", "_setjmp", "__sigsetjmp", "longjmp", "_longjmp", "siglongjmp", "getcontext",
      "swapcontext", "signal", "sigaction"},
     "it leaves a handler sideways; return, and go on with the next event"},
    {{"__errno*", "errno", "strerror*"}, "it is global state; results are lev_result"},
    {{"getenv", "setenv", "setlocale", "localeconv", "environ", "strtok"},
     "it is global state; keep state in the state struct, settings in the deployment"},
    {{"strto*", "atoi", "atol", "atof", "__isoc99_*", "qsort", "bsearch"},
     "it writes errno, depends on the locale or calls back; write the few lines by hand"},
    {{"__ctype_*", "_ctype_*", "is[a-z]*", "tolower", "toupper"},
     "it depends on the locale; compare characters"},
    {{"__stack_chk_*"}, "compile with -fno-stack-protector: nodes have guards of their own"},
    {{"__*san_*", "__gcov_*", "__cyg_profile_*", "mcount"},
     "the library is instrumented and not for use in images; build it without"},
    {{"sin", "sin[fh]*", "cos", "cos[fh]*", "tan*", "asin*", "acos*", "atan*", "exp*", "log*",
      "pow*", "cbrt*"},
     "C libraries round it differently, and a replay must not; use integers or a table"},
};

const char *objcheck_reason(const char *symbol)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        size_t room = sizeof reasons[i].patterns / sizeof *reasons[i].patterns;
        for (size_t p = 0; p < room && reasons[i].patterns[p] != NULL; p++) {
            if (fnmatch(reasons[i].patterns[p], symbol, 0) == 0) {
                return reasons[i].reason;
            }
        }
    }
    return "it is in no API group and not of C's pure part; define it in the component";
}
