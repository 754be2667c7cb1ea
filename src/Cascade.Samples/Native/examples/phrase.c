/*
 * Plays a phrase on the piano and writes it as a WAV file of 32-bit floats.
 *
 *     phrase OUT.wav [INSTRUMENT]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cascade.h"

#define RATE 48000
#define FRAMES (3 * RATE)
#define BLOCK 480

static int fail(const char *what)
{
    char reason[256];
    cascade_last_error(reason, (int32_t)sizeof reason);
    fprintf(stderr, "%s: %s\n", what, reason);
    return 1;
}

static void put(FILE *file, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        fputc((int)(value >> (8 * i) & 255), file);
}

static int write_wav(const char *path, const float *frames, uint32_t count)
{
    FILE *file = fopen(path, "wb");
    uint32_t bytes = count * 2 * (uint32_t)sizeof(float);
    if (file == NULL)
        return 0;
    fputs("RIFF", file);
    put(file, 50 + bytes, 4);
    fputs("WAVEfmt ", file);
    put(file, 18, 4);
    put(file, 3, 2); /* floats */
    put(file, 2, 2); /* channels */
    put(file, RATE, 4);
    put(file, RATE * 8, 4);
    put(file, 8, 2);  /* bytes a frame */
    put(file, 32, 2); /* bits a sample */
    put(file, 0, 2);
    fputs("fact", file);
    put(file, 4, 4);
    put(file, count, 4);
    fputs("data", file);
    put(file, bytes, 4);
    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t bits;
        memcpy(&bits, &frames[i], sizeof bits);
        put(file, bits, 4);
    }
    return fclose(file) == 0;
}

/* An arpeggio with the pedal down, given ahead with its times. */
static int give_arpeggio(cascade_engine piano)
{
    static const uint8_t keys[] = {48, 55, 60, 64, 67, 72};
    cascade_event event = {.kind = CASCADE_EVENT_CONTROL, .number = 64, .value = 1.0f};
    if (cascade_send(piano, &event) != CASCADE_OK)
        return 0;
    for (size_t i = 0; i < sizeof keys; i++) {
        event.time = 100 + 4801 * (int64_t)i;
        event.kind = CASCADE_EVENT_NOTE_ON;
        event.number = keys[i];
        event.value = 0.3f + 0.1f * (float)i;
        if (cascade_send(piano, &event) != CASCADE_OK)
            return 0;
    }
    return 1;
}

/* What is played live, a second and two seconds after the start. */
static int play(cascade_engine piano, int frame)
{
    if (frame == RATE)
        return cascade_control(piano, 0, 64, 0) == CASCADE_OK && cascade_note_on(piano, 0, 76, 0.9f) == CASCADE_OK && cascade_parameter(piano, 2, cascade_find_parameter(piano, 2, "mix"), 0.5f) == CASCADE_OK;
    if (frame == 2 * RATE)
        return cascade_note_off(piano, 0, 76) == CASCADE_OK && cascade_pitch_bend(piano, 0, -0.5f) == CASCADE_OK;
    return 1;
}

int main(int argc, char **argv)
{
    static float frames[2 * FRAMES];
    cascade_options options = {0};
    cascade_engine piano;
    if (argc < 2 || cascade_abi_version() != CASCADE_ABI_VERSION) {
        fprintf(stderr, "phrase OUT.wav [INSTRUMENT]\n");
        return 2;
    }
    options.size = sizeof options;
    options.effects = CASCADE_EQUALIZER + CASCADE_REVERB + CASCADE_LIMITER;
    if (cascade_create(RATE, argc > 2 ? argv[2] : "piano", &options, &piano) != CASCADE_OK)
        return fail("create");
    if (!give_arpeggio(piano))
        return fail("send");
    for (int frame = 0; frame < FRAMES; frame += BLOCK) {
        if (!play(piano, frame))
            return fail("play");
        if (cascade_render_interleaved(piano, frames + 2 * frame, BLOCK) != CASCADE_OK)
            return fail("render");
    }
    printf("width %d\nvoices %d\nposition %ld\n", (int)cascade_width(piano), (int)cascade_active_voices(piano), (long)cascade_position(piano));
    cascade_destroy(piano);
    return write_wav(argv[1], frames, FRAMES) ? 0 : 1;
}
