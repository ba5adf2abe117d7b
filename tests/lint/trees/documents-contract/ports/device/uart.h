/* SPDX-License-Identifier: MIT */
void device_uart_open(void);
