using System.Numerics;
using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.EndToEnd.Tests;

/// <summary>The page's own piano against the engine's, the same strokes: third octaves, pitch, decay.</summary>
public sealed class LikenessTests(Browser browser)
{
    private const int Rate = 48_000, Frames = 3 * Rate, Window = 1 << 16, First = 4_800;

    // The page's worklet, without hall and limiter, as fast as it can.
    private const string Render = """
        async ({ events, frames, first, worklet, kernels, written }) => {
          const read = async (address) => (await fetch(address)).arrayBuffer();
          const context = new OfflineAudioContext(2, frames, 48000);
          await context.audioWorklet.addModule(worklet);
          const tables = written ? Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0)).buffer
            : await read('/api/engine/tables?patch=grand&rate=48000');
          const processorOptions = { tables, kernels: await read(kernels), reverb: 0 };
          const options = { numberOfInputs: 0, outputChannelCount: [2], processorOptions };
          const piano = new AudioWorkletNode(context, 'cascade-piano', options);
          piano.connect(context.destination);
          // Rendering stands still until the strokes have reached the worklet.
          context.suspend(0.02).then(async () => {
            for (const { at, ...event } of events) piano.port.postMessage({ ...event, frame: first + at, time: 0 });
            await new Promise((resolve) => setTimeout(resolve, 300));
            context.resume();
          });
          const left = (await context.startRendering()).getChannelData(0).slice(first);
          let text = '';
          const bytes = new Uint8Array(left.buffer);
          for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
          return btoa(text);
        }
        """;

    [PageTheory]
    [InlineData(33, 90)]
    [InlineData(48, 40)]
    [InlineData(60, 90)]
    [InlineData(60, 120)]
    [InlineData(76, 64)]
    [InlineData(96, 100)]
    public async Task It_sounds_like_the_engine(int key, int velocity)
    {
        await using Visit visit = await browser.OpenAsync();
        Stroke[] strokes = [new(key, velocity, 0, 2 * Rate)];
        float[] page = await ByPageAsync(visit, strokes), engine = ByEngine(strokes);
        double[] ours = ThirdOctaves(page, 0), theirs = ThirdOctaves(engine, 0);
        // Further down the noises are, which are others every time.
        double loudest = theirs.Max();
        for (int band = 0; band < theirs.Length; band++)
        {
            double apart = ours[band] - theirs[band];
            if (theirs[band] > loudest - 20)
                Assert.True(Math.Abs(apart) < 1.5, $"Band {band}: {ours[band]:F2} dB in the page, {theirs[band]:F2} in the engine.");
        }
        Assert.Equal(0, 1_200 * Math.Log2(Pitch(page) / Pitch(engine)), 0.5);
        // From the first second to what is left after the damper.
        double after = Level(page, 2.2) - Level(page, 0.1), afterThere = Level(engine, 2.2) - Level(engine, 0.1);
        bool falls = Math.Abs(after - afterThere) < 0.1 * Math.Abs(afterThere) + 1.5;
        Assert.True(falls, $"It has fallen by {-after:F1} dB, the engine by {-afterThere:F1}.");
    }

    [PageTheory]
    [InlineData(60, 110)]
    [InlineData(65, 110)]
    [InlineData(72, 90)]
    public async Task Strings_that_nobody_damps_answer_as_the_engines(int key, int velocity)
    {
        // Half a second after the damper has fallen the uppermost strings, which have none, are all that is heard.
        await using Visit visit = await browser.OpenAsync();
        Stroke[] alone = [new(key, velocity, Rate / 10, Rate / 4)];
        // Louder than usual, or what is compared is when each lets go of what nobody hears.
        PianoPatch silent = PianoPatch.Default.With(PianoInstrument.Knock, -60).With(PianoInstrument.Burst, -60)
            .With(PianoInstrument.Thump, -60).With(PianoInstrument.DamperNoise, -60).With(PianoInstrument.Sympathetic, 12);
        float[] page = await ByPageAsync(visit, alone, silent), engine = ByEngine(alone, silent);
        double[] ours = ThirdOctaves(page, Rate), theirs = ThirdOctaves(engine, Rate);
        // The uppermost strings lie from F6 up.
        const int lowest = 16;
        double loudest = theirs[lowest..].Max();
        int heard = 0;
        for (int band = lowest; band < theirs.Length; band++)
        {
            if (theirs[band] < loudest - 15)
                continue;
            heard++;
            double apart = ours[band] - theirs[band];
            Assert.True(Math.Abs(apart) < 2, $"Band {band}: {ours[band]:F2} dB in the page, {theirs[band]:F2} in the engine.");
        }
        Assert.NotEqual(0, heard);
    }

    [PageFact]
    public async Task Its_noises_are_the_engines()
    {
        await using Visit visit = await browser.OpenAsync();
        // The noises alone, long enough for what differs every time to even out.
        Stroke[] strokes = [.. Enumerable.Range(0, 24).Select(i => new Stroke(50 + i % 12, 100, i * Rate / 8, i * Rate / 8 + Rate / 16))];
        PianoPatch loud = PianoPatch.Default.With(PianoInstrument.Knock, 12).With(PianoInstrument.Thump, 12)
            .With(PianoInstrument.DamperNoise, 12);
        float[] page = await ByPageAsync(visit, strokes, loud), engine = ByEngine(strokes, loud);
        // Under the lowest string there is nothing else; by bands they differ, as noises do.
        double[] sums = [.. new[] { page, engine }.Select(sound => 10 * Math.Log10(((int[])[0, Frames / 4, Frames / 2])
            .SelectMany(from => ThirdOctaves(sound, from)[1..7]).Sum(band => Math.Pow(10, band / 10))))];
        Assert.Equal(sums[1], sums[0], 2.0);
    }

    // Its name says what is in it; of several builds the last counts.
    private static string AddressOf(string file)
    {
        var assets = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "wwwroot", "assets"));
        return "/assets/" + assets.GetFiles(file).MaxBy(found => found.LastWriteTimeUtc)!.Name;
    }

    private static async Task<float[]> ByPageAsync(Visit visit, Stroke[] strokes, PianoPatch? patch = null)
    {
        using var tables = new MemoryStream();
        if (patch is not null)
            PianoTableFile.Write(tables, patch, null, Rate);
        string text = await visit.Page.EvaluateAsync<string>(Render, new
        {
            events = strokes.SelectMany<Stroke, object>(stroke =>
            [
                new { type = "on", key = stroke.Key, velocity = stroke.Velocity / 127.0, at = stroke.From },
                new { type = "off", key = stroke.Key, at = stroke.To },
            ]),
            frames = Frames + First,
            first = First,
            worklet = AddressOf("worklet-*.js"),
            kernels = AddressOf("bank-*.wasm"),
            written = patch is null ? null : Convert.ToBase64String(tables.ToArray()),
        });
        return MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(text)).ToArray();
    }

    private static float[] ByEngine(Stroke[] strokes, PianoPatch? patch = null)
    {
        var engine = new VoiceEngine(new PianoInstrument(patch ?? PianoPatch.Default), new EngineOptions { SampleRate = Rate });
        var events = strokes.SelectMany<Stroke, EngineEvent>(stroke =>
            [EngineEvent.NoteOn(stroke.From, stroke.Key, stroke.Velocity / 127f), EngineEvent.NoteOff(stroke.To, stroke.Key)]);
        foreach (EngineEvent e in events.OrderBy(e => e.Time))
            engine.Events.TryEnqueue(e);
        var sides = new float[2 * Frames];
        engine.RenderInterleaved(sides);
        return [.. Enumerable.Range(0, Frames).Select(i => sides[2 * i])];
    }

    private static Complex[] Spectrum(float[] sound, int from)
    {
        var spectrum = new Complex[Window];
        for (int i = 0; i < Window; i++)
            spectrum[i] = sound[from + i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Window));
        Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
        return spectrum;
    }

    private static double[] ThirdOctaves(float[] sound, int from)
    {
        Complex[] spectrum = Spectrum(sound, from);
        var bands = new double[26];
        for (int band = 0; band < bands.Length; band++)
        {
            double center = 31.5 * Math.Pow(2, band / 3.0), power = 0;
            for (int i = (int)(center / 1.122 * Window / Rate); i < center * 1.122 * Window / Rate; i++)
                power += spectrum[i].Magnitude * spectrum[i].Magnitude;
            bands[band] = 10 * Math.Log10(power + 1e-12);
        }
        return bands;
    }

    private static double Pitch(float[] sound)
    {
        Complex[] spectrum = Spectrum(sound, Rate / 4);
        int best = 40;
        for (int i = best; i < Window / 4; i++)
            if (spectrum[i].Magnitude > spectrum[best].Magnitude)
                best = i;
        double[] tops = [.. Enumerable.Range(best - 1, 3).Select(i => Math.Log(spectrum[i].Magnitude))];
        (double a, double b, double c) = (tops[0], tops[1], tops[2]);
        return best + 0.5 * (a - c) / (a - 2 * b + c);
    }

    private static double Level(float[] sound, double seconds) =>
        10 * Math.Log10(sound.Skip((int)(seconds * Rate)).Take(Rate / 4).Sum(x => (double)x * x) + 1e-12);

    private readonly record struct Stroke(int Key, int Velocity, int From, int To);
}
