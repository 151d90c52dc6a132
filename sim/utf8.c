/* UTF-8 in the sense of RFC 3629: no longer form than needed, no surrogates, up to U+10FFFF. */
#include "utf8.h"

#include <string.h>

size_t
utf8_character(const char *bytes, size_t n)
{
    const unsigned char *b = (const unsigned char *)bytes;
    size_t length = 0;
    unsigned least = 0x80, most = 0xBF;

    if (b[0] < 0x80) {
        return 1;
    }
    if (b[0] >= 0xC2 && b[0] <= 0xDF) {
        length = 2;
    } else if (b[0] >= 0xE0 && b[0] <= 0xEF) {
        length = 3;
        least = b[0] == 0xE0 ? 0xA0 : 0x80; /* no longer form than needed */
        most = b[0] == 0xED ? 0x9F : 0xBF;  /* no surrogates */
    } else if (b[0] >= 0xF0 && b[0] <= 0xF4) {
        length = 4;
        least = b[0] == 0xF0 ? 0x90 : 0x80;
        most = b[0] == 0xF4 ? 0x8F : 0xBF;
    }
    if (length == 0 || length > n || b[1] < least || b[1] > most) {
        return 0;
    }
    for (size_t k = 2; k < length; k++) {
        if ((b[k] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

int
utf8_fit(const char *text, size_t most)
{
    size_t n = strlen(text);

    if (n > most) {
        n = most;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) {
            n--;
        }
    }
    return (int)n;
}

void
utf8_mend(char *text)
{
    const size_t n = strlen(text);

    for (size_t k = 0; k < n;) {
        const size_t length = utf8_character(text + k, n - k);

        if (length == 0) {
            text[k] = '?';
        }
        k += length > 0 ? length : 1;
    }
}
