/* utf8: which bytes are UTF-8. Thread-safety: pure. */
#ifndef PARLEY_UTF8_H
#define PARLEY_UTF8_H

#include <stddef.h>

/* Length of the valid UTF-8 character at bytes (n of them, at least 1), or 0. */
size_t utf8_character(const char *bytes, size_t n);

/* Puts a question mark in the place of every byte that is not UTF-8. */
void utf8_mend(char *text);

#endif
