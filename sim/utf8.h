/* utf8: which bytes are UTF-8. Thread-safety: pure. */
#ifndef PARLEY_UTF8_H
#define PARLEY_UTF8_H

#include <stddef.h>

/* Length of the valid UTF-8 character at bytes (n of them, at least 1), or 0. */
size_t utf8_character(const char *bytes, size_t n);

/* How many bytes of a UTF-8 text can be shown, `most` at the most, without cutting a character: for
 * "%.*s". */
int utf8_fit(const char *text, size_t most);

/* Puts a question mark in the place of every byte that is not UTF-8. */
void utf8_mend(char *text);

#endif
