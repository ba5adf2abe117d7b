/* SPDX-License-Identifier: MIT */
extern int kernel_secret;
int own;
void f(void)
{
    own = kernel_secret;
}
