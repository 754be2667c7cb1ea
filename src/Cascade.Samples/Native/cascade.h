/*
 * Cascade: a piano and synthesizer engine as a C library. Note events in, stereo sound out.
 *
 *     cascade_engine piano;
 *     float left[48000], right[48000];
 *     if (cascade_create(48000, "piano", NULL, &piano) == CASCADE_OK) {
 *         cascade_note_on(piano, 0, 60, 0.8f);
 *         cascade_render(piano, left, right, 48000);
 *         cascade_destroy(piano);
 *     }
 *
 * Rules
 *
 * Errors     Every function returns 0 or more when all went well and one of cascade_status below 0 when not; cascade_last_error tells the reason in words.
 *            Null pointers, negative lengths and engines that are destroyed are refused; no call ends the process, and nothing is thrown.
 * Threads    Different engines are independent. Of one engine, at a time, one thread may render (cascade_render, cascade_render_interleaved, cascade_reset),
 *            one may play (cascade_note_on to cascade_send), and any may call the rest. A second one that does so at the same moment gets CASCADE_BUSY and changes nothing.
 * Real time  Rendering and playing never allocate, lock or wait. What does is marked "slow".
 * Sound      Full scale is -1 to 1. The same calls give the same bits, however rendering is split.
 * Values     Values out of range are moved into it and NaN counts as the default, but for the setup, which refuses them.
 * Text       UTF-8 that ends with a zero byte.
 *
 * Processor  The loader takes the image that the processor runs best (glibc-hwcaps). One for x86-64-v3 or -v4 that a program is made to load on a processor without
 *            it ends the process at the first call, with a line on standard error that says so: the runtime in it refuses to start. None is refused later.
 * Leaks      The runtime keeps its memory to the end of the process. LSAN_OPTIONS=suppressions=PREFIX/share/cascade/cascade.supp tells LeakSanitizer so.
 *
 * The library cannot be unloaded: dlclose leaves it where it is.
 */
#ifndef CASCADE_H
#define CASCADE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef CASCADE_API
#ifdef _WIN32
#define CASCADE_API __declspec(dllimport)
#else
#define CASCADE_API
#endif
#endif

/* The version of this header. It grows when a program that was compiled with an older one would break. */
#define CASCADE_ABI_VERSION 2

/* An engine. 0 is none; the number of a destroyed engine is never used again. */
typedef uint64_t cascade_engine;

typedef enum cascade_status {
    CASCADE_OK = 0,
    CASCADE_INVALID_HANDLE = -1,   /* there is no such engine, or it is destroyed */
    CASCADE_INVALID_ARGUMENT = -2, /* a null pointer, or a number out of range */
    CASCADE_NOT_FOUND = -3,        /* nothing has that name or number */
    CASCADE_BAD_FORMAT = -4,       /* the text or file is not what it should be */
    CASCADE_QUEUE_FULL = -5,       /* too many events wait to be rendered; this one is dropped */
    CASCADE_BUSY = -6,             /* another thread is doing the same with this engine */
    CASCADE_TOO_MANY = -7,         /* 4,096 engines exist */
    CASCADE_OUT_OF_MEMORY = -8,
    CASCADE_INTERNAL = -9          /* a fault of the library */
} cascade_status;

/* Effects, added up. The sound passes them in this order. */
enum {
    CASCADE_EQUALIZER = 1, /* four bands, flat at the start */
    CASCADE_CHORUS = 2,
    CASCADE_DELAY = 4,
    CASCADE_REVERB = 8, /* a hall */
    CASCADE_LIMITER = 16
};

enum {
    CASCADE_PIANO = 0,
    CASCADE_SYNTHESIZER = 1
};

/* What an event does. */
enum {
    CASCADE_EVENT_NOTE_ON = 0,          /* number: key 0-127; value: velocity above 0 to 1, 0 is a note-off */
    CASCADE_EVENT_NOTE_OFF = 1,         /* number: key 0-127; value: release velocity 0-1 */
    CASCADE_EVENT_CONTROL = 2,          /* number: MIDI controller 0-127; value: 0-1 */
    CASCADE_EVENT_PITCH_BEND = 3,       /* value: -1 to 1 of the bend range */
    CASCADE_EVENT_CHANNEL_PRESSURE = 4, /* value: 0-1 */
    CASCADE_EVENT_KEY_PRESSURE = 5,     /* number: key 0-127; value: 0-1 */
    CASCADE_EVENT_PROGRAM = 6,          /* number: program 0-127 */
    CASCADE_EVENT_PARAMETER = 7,        /* part: 0; slot: 0 the instrument, 1 and up the effects in order; number: the parameter; value: in its unit */
    CASCADE_EVENT_ALL_NOTES_OFF = 8,
    CASCADE_EVENT_ALL_SOUND_OFF = 9,
    CASCADE_EVENT_NOTE_BEND = 10,       /* note: its id; value: semitones, -96 to 96 */
    CASCADE_EVENT_NOTE_PRESSURE = 11,   /* note: its id; value: 0-1 */
    CASCADE_EVENT_NOTE_TIMBRE = 12,     /* note: its id; value: 0-1 */
    CASCADE_EVENT_SYSTEM_RESET = 13,    /* number: 1 General MIDI, 2 General MIDI 2, 3 GS, 4 XG */
    CASCADE_EVENT_MASTER_VOLUME = 14,   /* value: 0-1 */
    CASCADE_EVENT_MASTER_TUNING = 15,   /* value: semitones, -64 to 64 */
    CASCADE_EVENT_DRUM_PART = 16,       /* number: 0 the channel plays melodies, 1 and up drums */
    CASCADE_EVENT_KEY_TUNING = 17       /* number: key 0-127; value: the pitch as a key with fractions; note: 1 if keys that sound follow,
                                           plus 2 for all keys of its name on the channel */
};

/* How an engine is set up. Set size to sizeof(cascade_options) and all else to 0, then what is wanted; 0 is the default of each. */
typedef struct cascade_options {
    uint32_t size;
    uint32_t effects;        /* CASCADE_EQUALIZER + ...; none by default */
    int32_t width;           /* bits of the vectors that render: 512, 256, 128 or 1; the widest there are by default */
    int32_t polyphony;       /* voices of a synthesizer, 1-1,024; 128 by default; other instruments take the same numbers and need none */
    int32_t queue_capacity;  /* events that can wait, 16-1,048,576; 4,096 by default */
    uint32_t seed;           /* start of everything random; 1 by default */
    float master_gain_db;    /* -120 to 48 dB */
    uint32_t reserved;       /* 0 */
} cascade_options;

/* Something that happens at one sample. */
typedef struct cascade_event {
    int64_t time; /* in frames since the start; one that is already rendered means now */
    uint8_t kind;
    uint8_t channel;  /* 0-15 */
    uint8_t port;     /* the MIDI port it came through, 0 unless there are several */
    uint8_t part;     /* 0 for all that listen, or the part of a rack, from 1 */
    uint16_t number;
    uint8_t slot;     /* of a parameter: 0 the instrument, 1 and up the effects in order */
    uint8_t reserved; /* 0 */
    int32_t note;     /* an id that later events name this note by, or 0 */
    float value;
} cascade_event;

/* What a parameter is. Set size to sizeof(cascade_parameter_info) before the call. */
typedef struct cascade_parameter_info {
    uint32_t size;
    int32_t kind;  /* 0 any value, 1 whole numbers, 2 off (0) or on (1), 3 a choice counted from 0, 4 a meter, which is read only */
    int32_t unit;  /* 0 none, 1 ratio, 2 Hz, 3 s, 4 dB, 5 semitones, 6 cents, 7 octaves, 8 a choice of whole numbers */
    int32_t taper; /* how a control should travel: 0 evenly, 1 by ratio, 2 by square */
    float minimum;
    float maximum;
    float standard; /* the value at the start */
    char id[64];   /* what to store the parameter as; it never changes */
    char name[64]; /* for people */
} cascade_parameter_info;

/* ---- The library. From any thread. ---- */

/* CASCADE_ABI_VERSION of the library. Compare it with the header's. */
CASCADE_API int32_t cascade_abi_version(void);

/* The version of the library, such as "1.2.3". Writes at most size bytes with a zero at the end, and returns how many it would need without it. */
CASCADE_API int32_t cascade_version(char *text, int32_t size);

/* The reason of this thread's last failure, empty if there was none. Writes and returns as cascade_version. */
CASCADE_API int32_t cascade_last_error(char *text, int32_t size);

/* The name of an instrument, numbered from 0; CASCADE_NOT_FOUND after the last. Writes and returns as cascade_version. Slow. */
CASCADE_API int32_t cascade_instrument_name(int32_t index, char *text, int32_t size);

/* ---- Engines. From any thread; slow. ---- */

/*
 * Makes an engine.
 *   sample_rate  8,000 to 192,000 Hz
 *   instrument   a name that cascade_instrument_name gives; capitals, spaces, hyphens and underscores do not matter
 *   options      NULL for the defaults
 *   engine       receives the engine, 0 if there is none
 */
CASCADE_API int32_t cascade_create(int32_t sample_rate, const char *instrument, const cascade_options *options, cascade_engine *engine);

/* Ends an engine. */
CASCADE_API int32_t cascade_destroy(cascade_engine engine);

/* Gives the engine another instrument while it plays. The new one has the controllers that hold and all notes from then on; the old one keeps its notes and fades out in 250 ms. */
CASCADE_API int32_t cascade_load_preset(cascade_engine engine, const char *instrument);

/*
 * The same with an instrument that a JSON text describes; what the text leaves out has its default, values out of range are moved into it.
 *   kind  CASCADE_PIANO or CASCADE_SYNTHESIZER
 */
CASCADE_API int32_t cascade_load_json(cascade_engine engine, int32_t kind, const char *json);

/* ---- Playing. One thread at a time; real time. ---- */

/* Presses a key now. channel 0-15, key 0-127, velocity above 0 to 1; 0 is a note-off. */
CASCADE_API int32_t cascade_note_on(cascade_engine engine, int32_t channel, int32_t key, float velocity);

/* Lets a key go now. */
CASCADE_API int32_t cascade_note_off(cascade_engine engine, int32_t channel, int32_t key);

/* Moves a MIDI controller 0-127 now, 64 being the sustain pedal. value 0 to 1. */
CASCADE_API int32_t cascade_control(cascade_engine engine, int32_t channel, int32_t controller, float value);

/* Moves the pitch wheel now. value -1 to 1 of the bend range. */
CASCADE_API int32_t cascade_pitch_bend(cascade_engine engine, int32_t channel, float value);

/* Changes the program 0-127 now; the instrument "gm" listens. */
CASCADE_API int32_t cascade_program(cascade_engine engine, int32_t channel, int32_t program);

/* Moves a parameter now. channel: 0 the instrument, 1 and up the effects in order. value in the parameter's unit. */
CASCADE_API int32_t cascade_parameter(cascade_engine engine, int32_t channel, int32_t number, float value);

/* Gives the engine an event of any kind and time. Those that one thread gives should come in the order of their times. */
CASCADE_API int32_t cascade_send(cascade_engine engine, const cascade_event *event);

/* ---- Rendering. One thread at a time; real time. ---- */

/* Renders the next frames, each channel into its own buffer. frames 0 or more. The buffers are overwritten, or left as they are if the call is refused. */
CASCADE_API int32_t cascade_render(cascade_engine engine, float *left, float *right, int32_t frames);

/* Renders the next frames, left and right in turn: 2 * frames floats. frames 0 to 1,073,741,823. */
CASCADE_API int32_t cascade_render_interleaved(cascade_engine engine, float *buffer, int32_t frames);

/* Back to the state after creation: silent, position 0, waiting events dropped, without song, every parameter as at the start. */
CASCADE_API int32_t cascade_reset(cascade_engine engine);

/* ---- Songs. From any thread; slow. ---- */

/* Plays a MIDI file that is in memory, from the next frame rendered, in place of one that plays. The bytes are not needed after the call. */
CASCADE_API int32_t cascade_song_play(cascade_engine engine, const void *bytes, size_t length);

/* Stops the song and lets its keys go. */
CASCADE_API int32_t cascade_song_stop(cascade_engine engine);

/* 1 while a song plays, 0 if none does. */
CASCADE_API int32_t cascade_song_is_playing(cascade_engine engine);

/* ---- Questions. From any thread; real time. ---- */

/* How many frames were rendered since the start or the last reset. */
CASCADE_API int64_t cascade_position(cascade_engine engine);

/* How many voices sound. */
CASCADE_API int32_t cascade_active_voices(cascade_engine engine);

/* How many frames the sound lies behind the events. Constant. */
CASCADE_API int32_t cascade_latency(cascade_engine engine);

/* Bits of the vectors that render: 512, 256, 128 or 1. */
CASCADE_API int32_t cascade_width(cascade_engine engine);

/* How many parameters the instrument (channel 0) or an effect (channel 1 and up) has. */
CASCADE_API int32_t cascade_parameter_count(cascade_engine engine, int32_t channel);

/* The number of the parameter of an id, such as "mix"; CASCADE_NOT_FOUND if there is none. Not for the audio thread. */
CASCADE_API int32_t cascade_find_parameter(cascade_engine engine, int32_t channel, const char *id);

/* A parameter's present value, in its unit. */
CASCADE_API int32_t cascade_get_parameter(cascade_engine engine, int32_t channel, int32_t number, float *value);

/* What a parameter is. */
CASCADE_API int32_t cascade_describe_parameter(cascade_engine engine, int32_t channel, int32_t number, cascade_parameter_info *info);

#ifdef __cplusplus
}
#endif

#endif
