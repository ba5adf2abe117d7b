/* SPDX-License-Identifier: MIT */
#define UART_IS_PL011 1
int lm3s6965_speed;
int x; /* a comment may say lm3s */
