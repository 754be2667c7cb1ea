/*
 * Calls every function of the library at random with arguments good and bad: null pointers, engines that are destroyed or never were, wild numbers, broken files.
 * Checks what each call returns, that what is rendered is finite, and, by pages that may not be touched, that nothing is written beyond a buffer.
 *
 *     fuzz CALLS SEED THREADS SONG.mid
 *
 * Threads share their engines. With one thread it is known which engines exist, and a call to another must be refused.
 */
#define _DEFAULT_SOURCE
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cascade.h"

#define ENGINES 6
#define MOST_FRAMES 700

typedef struct player {
    pthread_t thread;
    uint64_t random;
    long calls;
    float *left, *right; /* their ends, where a page follows that may not be touched */
    unsigned char *song;
    long counts[10]; /* by status */
} player;

static cascade_engine engines[ENGINES];
static cascade_engine destroyed[64];
static unsigned char *song;
static size_t song_length;
static int threads;

static const char *const names[] = {"piano", "gm", "honky-tonk", "E Piano", "nothing", "", "\xff\xfe", "felt"};
static const char *const texts[] = {"{}", "{\"hardness\":1e9}", "{\"hardness\":", "[]", "", "null", "{\"name\":\"\xc3\"}", "{\"cutoff\":1}"};

static uint64_t next(player *p)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return p->random * 0x2545F4914F6CDD1DULL;
}

static uint32_t below(player *p, uint32_t end) { return (uint32_t)((next(p) >> 32) % end); }

static int32_t number(player *p)
{
    static const int32_t wild[] = {INT_MIN, -32768, -129, -1, 0, 1, 2, 15, 16, 60, 64, 127, 128, 255, 256, 65536, INT_MAX};
    switch (below(p, 8)) {
    case 0: return wild[below(p, sizeof wild / sizeof wild[0])];
    case 1: return (int32_t)next(p);
    default: return (int32_t)below(p, 128);
    }
}

static int32_t channel(player *p) { return below(p, 4) == 0 ? number(p) : (int32_t)below(p, 7); }

static float value(player *p)
{
    static const float wild[] = {0.0f, -0.0f, 1.0f, -1.0f, 1e-40f, 3e38f, -3e38f, 20000.0f};
    switch (below(p, 10)) {
    case 0: return NAN;
    case 1: return below(p, 2) ? INFINITY : -INFINITY;
    case 2: return wild[below(p, sizeof wild / sizeof wild[0])];
    default: return (float)below(p, 1001) / 1000.0f;
    }
}

static void die(const player *p, const char *what, int call, int64_t result)
{
    fprintf(stderr, "%s: function %d returned %lld after %ld calls\n", what, call, (long long)result, p->calls);
    abort();
}

/* A live engine mostly; *is_live says so. */
static cascade_engine choose(player *p, int *is_live)
{
    cascade_engine engine;
    switch (below(p, 20)) {
    case 0: engine = next(p); break;
    case 1: engine = destroyed[below(p, 64)]; break;
    case 2: engine = below(p, 3); break;
    default: engine = __atomic_load_n(&engines[below(p, ENGINES)], __ATOMIC_RELAXED); break;
    }
    *is_live = 0;
    for (int i = 0; i < ENGINES; i++)
        *is_live |= engine != 0 && engine == __atomic_load_n(&engines[i], __ATOMIC_RELAXED);
    return engine;
}

static int create(player *p)
{
    cascade_options options = {0};
    cascade_engine engine = 1;
    int place = (int)below(p, ENGINES), good = below(p, 3) != 0, result;
    options.size = good ? (uint32_t)sizeof options : below(p, 64);
    options.effects = below(p, 32);
    options.queue_capacity = below(p, 3) ? 0 : 16;
    if (!good) {
        options.effects = (uint32_t)number(p);
        options.width = number(p);
        options.polyphony = number(p);
        options.queue_capacity = number(p);
        options.master_gain_db = value(p);
        options.reserved = below(p, 2);
    }
    result = cascade_create(good ? 48000 : (int32_t)((uint32_t)number(p) * 1000U), below(p, 30) ? names[below(p, 8)] : NULL, below(p, 4) ? &options : NULL, below(p, 30) ? &engine : NULL);
    if (result == CASCADE_OK) {
        cascade_engine old = __atomic_exchange_n(&engines[place], engine, __ATOMIC_RELAXED);
        __atomic_store_n(&destroyed[below(p, 64)], old, __ATOMIC_RELAXED);
        if (cascade_destroy(old) != (old == 0 ? CASCADE_INVALID_HANDLE : CASCADE_OK))
            die(p, "destroy", -1, 0);
    }
    return result;
}

static int render(player *p, cascade_engine engine, int interleaved)
{
    int32_t frames = (int32_t)(below(p, 50) ? below(p, 40) : below(p, MOST_FRAMES)), given = below(p, 100) ? frames : -1 - frames;
    float *left = p->left - (interleaved ? 2 : 1) * frames, *right = p->right - frames;
    int result;
    if (below(p, 100) == 0)
        left = NULL;
    result = interleaved ? cascade_render_interleaved(engine, left, given) : cascade_render(engine, left, below(p, 100) ? right : NULL, given);
    if (result == CASCADE_OK && (given < 0 || (left == NULL && frames > 0)))
        die(p, "nothing to render into", interleaved, result);
    for (int32_t i = 0; result == CASCADE_OK && i < frames; i++)
        if (!isfinite(left[i]) || (!interleaved && !isfinite(right[i])))
            die(p, "not finite", interleaved, i);
    return result;
}

static int play_song(player *p, cascade_engine engine)
{
    if (below(p, 20) == 0)
        return cascade_song_play(engine, below(p, 2) ? NULL : p->song, below(p, 2) ? (size_t)-1 : 0) < 0 ? CASCADE_INVALID_ARGUMENT : CASCADE_OK;
    memcpy(p->song, song, song_length);
    for (uint32_t broken = below(p, 4); broken > 0; broken--)
        p->song[below(p, (uint32_t)song_length)] = (unsigned char)next(p);
    return cascade_song_play(engine, p->song, below(p, 2) ? song_length : below(p, (uint32_t)song_length));
}

static int send(player *p, cascade_engine engine)
{
    cascade_event event;
    int64_t position = cascade_position(engine);
    event.time = below(p, 200) ? position + below(p, 1000) : (int64_t)next(p);
    event.kind = (uint8_t)below(p, 11);
    event.channel = (uint8_t)channel(p);
    event.number = (uint8_t)number(p);
    event.reserved = below(p, 50) == 0;
    event.value = value(p);
    return cascade_send(engine, below(p, 50) ? &event : NULL);
}

static int64_t ask(player *p, cascade_engine engine, int call)
{
    cascade_parameter_info info;
    switch (call) {
    case 0: return cascade_position(engine);
    case 1: return cascade_active_voices(engine);
    case 2: return cascade_latency(engine);
    case 3: return cascade_width(engine);
    case 4: return cascade_song_is_playing(engine);
    case 5: return cascade_parameter_count(engine, channel(p));
    default:
        info.size = below(p, 4) ? (uint32_t)sizeof info : (uint32_t)number(p);
        return cascade_describe_parameter(engine, channel(p), number(p), below(p, 20) ? &info : NULL);
    }
}

static int64_t talk(player *p)
{
    char text[80], *buffer = below(p, 8) ? text : NULL;
    int32_t size = below(p, 8) ? (int32_t)below(p, sizeof text + 1) : -1 - (int32_t)below(p, 100);
    switch (below(p, 4)) {
    case 0: return cascade_version(buffer, size);
    case 1: return cascade_last_error(buffer, size);
    case 2: return cascade_abi_version();
    default: return cascade_instrument_name(number(p), buffer, size);
    }
}

static void call_one(player *p)
{
    int is_live, call = (int)below(p, 32);
    cascade_engine engine = choose(p, &is_live);
    int64_t result;
    switch (call) {
    case 0: case 1: case 2: case 3: case 4: result = cascade_note_on(engine, channel(p), number(p), value(p)); break;
    case 5: case 6: case 7: case 8: result = cascade_note_off(engine, channel(p), number(p)); break;
    case 9: case 10: case 11: result = cascade_control(engine, channel(p), number(p), value(p)); break;
    case 12: result = cascade_pitch_bend(engine, channel(p), value(p)); break;
    case 13: result = cascade_program(engine, channel(p), number(p)); break;
    case 14: case 15: result = cascade_parameter(engine, channel(p), number(p), value(p)); break;
    case 16: case 17: case 18: result = send(p, engine); break;
    case 19: case 20: case 21: result = render(p, engine, 0); break;
    case 22: result = render(p, engine, 1); break;
    case 23: case 24: result = ask(p, engine, (int)below(p, 7)); break;
    case 25: is_live = 1; result = talk(p); break;
    case 26: result = below(p, 50) == 0 ? cascade_reset(engine) : ask(p, engine, 0); break;
    case 27: result = below(p, 20) == 0 ? cascade_song_stop(engine) : ask(p, engine, 4); break;
    case 28: result = below(p, 30) == 0 ? play_song(p, engine) : ask(p, engine, 1); break;
    case 29: result = below(p, 300) == 0 ? cascade_load_preset(engine, below(p, 9) ? names[below(p, 8)] : NULL) : ask(p, engine, 2); break;
    case 30: result = below(p, 300) == 0 ? cascade_load_json(engine, (int32_t)below(p, 3), below(p, 9) ? texts[below(p, 8)] : NULL) : ask(p, engine, 3); break;
    default: is_live = 1; result = below(p, 100) == 0 ? create(p) : talk(p); break;
    }
    if (threads == 1 && call != 28 && !is_live && result != CASCADE_INVALID_HANDLE)
        die(p, "an engine that does not exist", call, result);
    if (threads == 1 && (result == CASCADE_BUSY || (is_live && result == CASCADE_INVALID_HANDLE)))
        die(p, "an engine that exists", call, result);
    if (result < CASCADE_QUEUE_FULL - 1)
        die(p, "a fault", call, result);
    p->counts[result < 0 ? -result : 0]++;
}

static void *run(void *argument)
{
    player *p = argument;
    long calls = p->calls;
    for (p->calls = 0; p->calls < calls; p->calls++)
        call_one(p);
    return NULL;
}

/* Memory that ends where a page begins that may not be touched. */
static float *guarded_end(size_t floats)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = (floats * sizeof(float) + page - 1) / page * page;
    char *memory = mmap(NULL, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + bytes, page, PROT_NONE) != 0)
        abort();
    return (float *)(void *)(memory + bytes);
}

static void read_song(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || (song = malloc(1 << 20)) == NULL)
        abort();
    song_length = fread(song, 1, 1 << 20, file);
    fclose(file);
}

int main(int argc, char **argv)
{
    static player players[8];
    long counts[10] = {0};
    if (argc != 5 || (threads = atoi(argv[3])) < 1 || threads > 8) {
        fprintf(stderr, "fuzz CALLS SEED THREADS SONG.mid\n");
        return 2;
    }
    read_song(argv[4]);
    for (int i = 0; i < threads; i++) {
        player *p = &players[i];
        p->random = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15ULL + (uint64_t)i + 1;
        p->calls = atol(argv[1]) / threads;
        p->left = guarded_end(2 * MOST_FRAMES);
        p->right = guarded_end(MOST_FRAMES);
        p->song = malloc(song_length);
        if (p->song == NULL || pthread_create(&p->thread, NULL, run, p) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(players[i].thread, NULL);
        for (int status = 0; status < 10; status++)
            counts[status] += players[i].counts[status];
        free(players[i].song);
    }
    free(song);
    for (int i = 0; i < ENGINES; i++)
        if (engines[i] != 0 && cascade_destroy(engines[i]) != CASCADE_OK)
            abort();
    for (int status = 0; status < 10; status++)
        printf("status-%d %ld\n", status, counts[status]);
    return 0;
}
