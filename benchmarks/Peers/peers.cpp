// What other engines take for the work that Cascade.Benchmarks times, in blocks of 64 frames at 48 kHz on one thread: medians of nine rounds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

#include <fluidsynth.h>
#include <stk/ADSR.h>
#include <stk/BiQuad.h>
#include <stk/BlitSaw.h>
#include <stk/FreeVerb.h>

// What the classes that faust writes want to know of their host.
struct Meta { void declare(const char *, const char *) {} };
struct UI {
    void openVerticalBox(const char *) {}
    void openHorizontalBox(const char *) {}
    void closeBox() {}
    void declare(float *, const char *, const char *) {}
    void addHorizontalSlider(const char *, float *, float, float, float, float) {}
    void addVerticalSlider(const char *, float *, float, float, float, float) {}
};
struct dsp { virtual ~dsp() = default; };

#include "saw.h"
#include "adsr.h"
#include "equalizer.h"
#include "reverb.h"

static constexpr int Rate = 48000, Block = 64, Blocks = 1500, Rounds = 9;

static float noise[2 * Block], left[Block], right[Block];
static volatile float heard;

static void fill()
{
    memcpy(left, noise, sizeof left);
    memcpy(right, noise + Block, sizeof right);
}

static void measure(const char *name, const std::function<void()> &block)
{
    std::vector<double> rounds;
    for (int round = 0; round < Rounds; round++) {
        auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < Blocks; i++)
            block();
        std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
        rounds.push_back(spent.count() / (Blocks * Block));
        heard = left[0] + right[1];
    }
    std::sort(rounds.begin(), rounds.end());
    printf("%-64s %9.2f ns\n", name, rounds[Rounds / 2]);
    fflush(stdout);
}

template <class Unit> static void faust(const char *name, bool input)
{
    auto *unit = new Unit;
    unit->init(Rate);
    float gate[Block];
    std::fill(gate, gate + Block, 1.0f);
    float *in[] = { unit->getNumInputs() == 1 ? gate : left, right }, *out[] = { left, right };
    measure(name, [&] {
        if (input)
            fill();
        unit->compute(Block, in, out);
    });
    delete unit;
}

static void units()
{
    stk::Stk::setSampleRate(Rate);
    stk::BlitSaw saw(220.5);
    measure("saw, a sample: STK BlitSaw", [&] { for (float &s : left) s = (float)saw.tick(); });
    stk::ADSR adsr;
    adsr.setAllTimes(0.01, 0.1, 0.7, 0.3);
    adsr.keyOn();
    measure("envelope, a sample: STK ADSR", [&] { for (float &s : left) s = (float)adsr.tick(); });
    std::vector<stk::BiQuad> bands(20);
    for (auto &band : bands)
        band.setResonance(1000, 0.9, true);
    measure("equalizer, ten bands, a stereo frame: STK BiQuad", [&] {
        fill();
        for (int i = 0; i < Block; i++)
            for (int b = 0; b < 10; b++) {
                left[i] = (float)bands[2 * b].tick(left[i]);
                right[i] = (float)bands[2 * b + 1].tick(right[i]);
            }
    });
    stk::FreeVerb reverb;
    measure("reverb, a stereo frame: STK FreeVerb", [&] {
        fill();
        for (int i = 0; i < Block; i++) {
            left[i] = (float)reverb.tick(left[i], right[i], 0);
            right[i] = (float)reverb.lastOut(1);
        }
    });
}

static void fluid(const char *soundfont)
{
    fluid_settings_t *settings = new_fluid_settings();
    fluid_settings_setnum(settings, "synth.sample-rate", Rate);
    fluid_settings_setint(settings, "synth.polyphony", 1024);
    fluid_settings_setint(settings, "synth.chorus.active", 0);
    fluid_synth_t *synth = new_fluid_synth(settings);
    if (fluid_synth_sfload(synth, soundfont, 1) < 0)
        return;
    fluid_synth_program_change(synth, 0, 0);
    fluid_synth_cc(synth, 0, 64, 127);
    for (int key = 0; key < 128; key++)
        fluid_synth_noteon(synth, 0, key, 127);
    fluid_synth_write_float(synth, Block, left, 0, 1, right, 0, 1);
    char name[80];
    snprintf(name, sizeof name, "128 keys of the piano, a stereo frame: FluidSynth, %d voices", fluid_synth_get_active_voice_count(synth));
    measure(name, [&] { fluid_synth_write_float(synth, Block, left, 0, 1, right, 0, 1); });
    delete_fluid_synth(synth);
    delete_fluid_settings(settings);
}

int main(int count, char **arguments)
{
    for (float &s : noise)
        s = (float)rand() / (float)RAND_MAX - 0.5f;
    faust<saw>("saw, a sample: Faust os.sawtooth", false);
    faust<adsr>("envelope, a sample: Faust en.adsr", false);
    faust<equalizer>("equalizer, ten bands, a stereo frame: Faust fi.peak_eq_cq", true);
    faust<reverb>("reverb, a stereo frame: Faust re.zita_rev1_stereo", true);
    units();
    if (count > 1)
        fluid(arguments[1]);
}
