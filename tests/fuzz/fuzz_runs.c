/* libFuzzer's target: feed_runs of tests/feed.h. See `make fuzz`. */
#include "../feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n); /* libFuzzer's name for it */

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    feed_runs(bytes, n);
    return 0;
}
