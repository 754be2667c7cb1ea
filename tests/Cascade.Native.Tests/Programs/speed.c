/* Times the library's calls as a caller from C sees them: the median of 101 runs of 1,000 calls. */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cascade.h"

#define RUNS 101
#define CALLS 1000

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

static void print_median(const char *name, double *times)
{
    qsort(times, RUNS, sizeof *times, compare);
    printf("%s %.1f\n", name, times[RUNS / 2] / CALLS);
}

int main(void)
{
    static double notes[RUNS], empty[RUNS], silent[RUNS], questions[RUNS];
    float left[32], right[32];
    cascade_engine piano;
    double before = now();
    if (cascade_abi_version() != CASCADE_ABI_VERSION)
        return 1;
    printf("first-call-us %.0f\n", (now() - before) / 1000);
    before = now();
    if (cascade_create(48000, "piano", NULL, &piano) != CASCADE_OK)
        return 1;
    printf("create-piano-us %.0f\n", (now() - before) / 1000);
    for (int run = 0; run < RUNS; run++) {
        int failures = 0;
        before = now();
        for (int i = 0; i < CALLS; i++)
            failures += cascade_note_on(piano, 0, i & 127, 0.5f);
        notes[run] = now() - before;
        failures += cascade_reset(piano);
        before = now();
        for (int i = 0; i < CALLS; i++)
            failures += cascade_render(piano, left, right, 0);
        empty[run] = now() - before;
        before = now();
        for (int i = 0; i < CALLS; i++)
            failures += cascade_render(piano, left, right, 32);
        silent[run] = now() - before;
        before = now();
        for (int i = 0; i < CALLS; i++)
            failures += (int)(cascade_position(piano) < 0);
        questions[run] = now() - before;
        if (failures != 0 || cascade_reset(piano) != CASCADE_OK)
            return 1;
    }
    print_median("note-on-ns", notes);
    print_median("render-nothing-ns", empty);
    print_median("render-32-silent-frames-ns", silent);
    print_median("position-ns", questions);
    return cascade_destroy(piano) == CASCADE_OK ? 0 : 1;
}
