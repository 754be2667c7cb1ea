/*
 * Calls what phrase.c does not, checks each answer, and prints a hash of a song as the library plays it.
 *
 *     calls SONG.mid FRAMES
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cascade.h"

#define BLOCK 100

static int failures;

static void expect(int line, int64_t expected, int64_t got)
{
    char reason[200];
    if (expected == got)
        return;
    cascade_last_error(reason, (int32_t)sizeof reason);
    fprintf(stderr, "line %d: expected %lld, got %lld (%s)\n", line, (long long)expected, (long long)got, reason);
    failures++;
}

#define EXPECT(expected, got) expect(__LINE__, (expected), (got))

static void texts(void)
{
    char text[64] = "untouched", error[200];
    int32_t count = 0;
    EXPECT(CASCADE_ABI_VERSION, cascade_abi_version());
    EXPECT(cascade_version(NULL, 0), cascade_version(text, 3));
    EXPECT(2, (int64_t)strlen(text));
    cascade_version(text, (int32_t)sizeof text);
    EXPECT((int64_t)strlen(text), cascade_version(NULL, 0));
    printf("version %s\n", text);
    EXPECT(5, cascade_instrument_name(0, text, (int32_t)sizeof text));
    EXPECT(0, strcmp(text, "piano"));
    while (cascade_instrument_name(count, text, (int32_t)sizeof text) >= 0) {
        cascade_engine engine;
        if (count++ % 8 == 0) {
            EXPECT(CASCADE_OK, cascade_create(44100, text, NULL, &engine));
            EXPECT(CASCADE_OK, cascade_destroy(engine));
        }
    }
    printf("instruments %d\n", (int)count);
    EXPECT(30, cascade_last_error(error, (int32_t)sizeof error));
    EXPECT(0, strcmp(error, "No instrument has that number."));
}

/* A setting is refused alike for every instrument, in the words of the header. */
static void refuses(const cascade_options *options, const char *field)
{
    static const char *const instruments[] = {"piano", "organ", "gm"};
    char reason[200];
    cascade_engine none;
    for (size_t i = 0; i < sizeof instruments / sizeof *instruments; i++) {
        EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(48000, instruments[i], options, &none));
        cascade_last_error(reason, (int32_t)sizeof reason);
        EXPECT(0, strncmp(reason, field, strlen(field)));
    }
}

static void settings(void)
{
    cascade_options options = {0};
    options.size = sizeof options;
    options.effects = 32;
    refuses(&options, "effects is a sum of CASCADE_EQUALIZER to CASCADE_LIMITER");
    options.effects = 0;
    options.width = 64;
    refuses(&options, "width is 512, 256, 128 or 1 bits");
    options.width = 0;
    options.polyphony = 1025;
    refuses(&options, "polyphony is 1 to 1024 voices");
    options.polyphony = -1;
    refuses(&options, "polyphony is 1 to 1024 voices");
    options.polyphony = 0;
    options.queue_capacity = 15;
    refuses(&options, "queue_capacity is 16 to 1048576 events");
    options.queue_capacity = 0;
    options.master_gain_db = 48.5f;
    refuses(&options, "master_gain_db is -120 to 48 dB");
}

static void refusals(cascade_engine piano)
{
    cascade_options options = {0};
    cascade_engine none = 7;
    float frame[2];
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(7999, "piano", NULL, &none));
    EXPECT(0, (int64_t)none);
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(48000, NULL, NULL, &none));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(48000, "piano", NULL, NULL));
    EXPECT(CASCADE_NOT_FOUND, cascade_create(48000, "kazoo", NULL, &none));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(48000, "piano", &options, &none)); /* without its size */
    options.size = sizeof options + 4;
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_create(48000, "piano", &options, &none));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_render(piano, NULL, NULL, 1));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_render(piano, frame, frame + 1, -1));
    EXPECT(CASCADE_OK, cascade_render(piano, NULL, NULL, 0));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_render_interleaved(piano, frame, 1073741824));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_note_on(piano, 16, 60, 1));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_note_on(piano, 0, 128, 1));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_parameter(piano, 3, 0, 1));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_send(piano, NULL));
    EXPECT(CASCADE_BAD_FORMAT, cascade_load_json(piano, CASCADE_PIANO, "{\"no such\": 1}"));
    EXPECT(CASCADE_BAD_FORMAT, cascade_song_play(piano, "no song", 7));
    EXPECT(CASCADE_INVALID_HANDLE, cascade_destroy(0));
    EXPECT(CASCADE_INVALID_HANDLE, cascade_position(piano + 1));
    EXPECT(CASCADE_INVALID_HANDLE, cascade_position(piano + 4096));
}

static void parameters(cascade_engine piano)
{
    cascade_parameter_info info;
    int32_t delay = cascade_find_parameter(piano, 1, "pre-delay"), reduction = cascade_find_parameter(piano, 2, "reduction");
    float value = -1;
    info.size = sizeof info;
    EXPECT(CASCADE_NOT_FOUND, cascade_find_parameter(piano, 1, "pre delay"));
    EXPECT(CASCADE_OK, cascade_describe_parameter(piano, 1, delay, &info));
    EXPECT(0, strcmp(info.name, "pre-delay"));
    EXPECT(0, strcmp(info.id, "pre-delay"));
    EXPECT(0, info.kind);
    EXPECT(3, info.unit);
    EXPECT(CASCADE_OK, cascade_get_parameter(piano, 1, delay, &value));
    EXPECT(1, value == info.standard);
    EXPECT(CASCADE_OK, cascade_parameter(piano, 1, delay, 0.1f));
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_parameter(piano, 2, reduction, 1)); /* a meter */
    EXPECT(1, info.minimum <= info.standard && info.standard <= info.maximum);
    printf("parameters %d %d %d\n", (int)cascade_parameter_count(piano, 0), (int)cascade_parameter_count(piano, 1), (int)cascade_parameter_count(piano, 2));
    EXPECT(CASCADE_NOT_FOUND, cascade_parameter_count(piano, 3));
    EXPECT(CASCADE_NOT_FOUND, cascade_describe_parameter(piano, 2, 1000, &info));
    info.size--;
    EXPECT(CASCADE_INVALID_ARGUMENT, cascade_describe_parameter(piano, 0, 0, &info));
}

static void full_queue(void)
{
    cascade_options options = {0};
    cascade_engine engine;
    int32_t status = CASCADE_OK;
    int taken = -1;
    options.size = sizeof options;
    options.queue_capacity = 16;
    EXPECT(CASCADE_OK, cascade_create(48000, "gm", &options, &engine));
    while (status == CASCADE_OK && taken < 100) {
        status = cascade_control(engine, 0, 1, 0.5f);
        taken++;
    }
    EXPECT(CASCADE_QUEUE_FULL, status);
    EXPECT(16, taken);
    EXPECT(CASCADE_OK, cascade_destroy(engine));
}

/* FNV-1a over the bits of left and right in turn, without the latency at the start. */
static uint64_t play(cascade_engine engine, const void *song, size_t length, int frames)
{
    float left[BLOCK], right[BLOCK];
    uint64_t hash = 14695981039346656037ULL;
    int skip = cascade_latency(engine);
    EXPECT(CASCADE_OK, cascade_song_play(engine, song, length));
    while (frames > 0) {
        EXPECT(CASCADE_OK, cascade_render(engine, left, right, BLOCK));
        for (int i = 0; i < BLOCK; i++) {
            uint32_t bits[2];
            if (skip-- > 0 || frames-- <= 0)
                continue;
            memcpy(&bits[0], &left[i], 4);
            memcpy(&bits[1], &right[i], 4);
            hash = ((hash ^ bits[0]) * 1099511628211ULL ^ bits[1]) * 1099511628211ULL;
        }
    }
    return hash;
}

int main(int argc, char **argv)
{
    static unsigned char song[1 << 20];
    static float rest[2 * 48000];
    cascade_options options = {0};
    cascade_engine piano;
    FILE *file;
    size_t length;
    if (argc != 3 || (file = fopen(argv[1], "rb")) == NULL)
        return 2;
    length = fread(song, 1, sizeof song, file);
    fclose(file);
    texts();
    settings();
    full_queue();
    options.size = sizeof options;
    options.effects = CASCADE_REVERB | CASCADE_LIMITER;
    EXPECT(CASCADE_OK, cascade_create(48000, "felt", &options, &piano));
    refusals(piano);
    parameters(piano);
    EXPECT(CASCADE_OK, cascade_load_preset(piano, "Piano"));
    EXPECT(CASCADE_OK, cascade_reset(piano));
    EXPECT(0, cascade_position(piano));
    printf("hash %016llx\n", (unsigned long long)play(piano, song, length, atoi(argv[2])));
    EXPECT(1, cascade_song_is_playing(piano));
    EXPECT(CASCADE_OK, cascade_song_stop(piano));
    EXPECT(0, cascade_song_is_playing(piano));
    for (int second = 0; second < 40; second++)
        EXPECT(CASCADE_OK, cascade_render_interleaved(piano, rest, 48000));
    EXPECT(0, cascade_active_voices(piano)); /* the song's keys are let go */
    EXPECT(CASCADE_OK, cascade_load_json(piano, CASCADE_SYNTHESIZER, "{\"name\": \"mine\"}"));
    EXPECT(CASCADE_OK, cascade_note_on(piano, 0, 60, 1));
    EXPECT(CASCADE_OK, cascade_render_interleaved(piano, rest, 480));
    EXPECT(1, cascade_active_voices(piano));
    EXPECT(CASCADE_OK, cascade_reset(piano));
    EXPECT(0, cascade_position(piano) + cascade_active_voices(piano));
    EXPECT(CASCADE_OK, cascade_destroy(piano));
    EXPECT(CASCADE_INVALID_HANDLE, cascade_note_on(piano, 0, 60, 1));
    return failures != 0;
}
