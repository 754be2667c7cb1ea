/* Leaks 4,321 bytes of its own beside what the library's runtime keeps. */
#include <stdlib.h>
#include <string.h>

#include <cascade.h>

static void leak(void)
{
    void *volatile lost = malloc(4321);
    memset(lost, 1, 4321);
    lost = NULL;
}

int main(void)
{
    cascade_engine piano;
    if (cascade_create(48000, "piano", NULL, &piano) != CASCADE_OK)
        return 2;
    leak();
    return cascade_destroy(piano) == CASCADE_OK ? 0 : 2;
}
