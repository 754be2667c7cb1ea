using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary>The sound of one note in memory, from its start, its channels averaged.</summary>
internal sealed class NoteSound
{
    private const double Onset = 0.03;
    private const double BeforeOnsetSeconds = 0.0005;
    private const int PieceFrames = 4_800;

    private NoteSound(string name, int sampleRate, float[] samples)
    {
        Name = name;
        SampleRate = sampleRate;
        Samples = samples;
    }

    /// <summary>Where it comes from.</summary>
    public string Name { get; }

    /// <summary>In Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Full scale is -1 to 1.</summary>
    public float[] Samples { get; }

    /// <summary>Renders a held note.</summary>
    /// <exception cref="OperationCanceledException">The command was interrupted.</exception>
    public static NoteSound Render(VoiceEngine engine, int key, int velocity, double seconds, string name, CancellationToken cancellation)
    {
        var left = new float[(int)(seconds * engine.SampleRate)];
        var right = new float[left.Length];
        engine.NoteOn(key, velocity / 127f);
        for (int done = 0; done < left.Length; done += PieceFrames)
        {
            cancellation.ThrowIfCancellationRequested();
            int frames = Math.Min(PieceFrames, left.Length - done);
            engine.Render(left.AsSpan(done, frames), right.AsSpan(done, frames));
        }
        for (int i = 0; i < left.Length; i++)
            left[i] = 0.5f * (left[i] + right[i]);
        return new NoteSound(name, engine.SampleRate, left);
    }

    /// <summary>Reads a recording from just before the first sample above 3 % of the largest.</summary>
    /// <exception cref="InputException">The file is missing, unreadable or no WAV file.</exception>
    public static NoteSound Read(string path, double seconds)
    {
        WaveSound sound = InputFile.Read(path, "a WAV file", file => WaveFile.Read(file));
        var samples = new float[sound.Frames];
        for (int channel = 0; channel < sound.Channels; channel++)
            for (int i = 0; i < samples.Length; i++)
                samples[i] += sound[channel][i] / sound.Channels;
        float largest = samples.Select(Math.Abs).DefaultIfEmpty().Max();
        int start =
            Math.Max(0, Array.FindIndex(samples, s => Math.Abs(s) > Onset * largest) - (int)(BeforeOnsetSeconds * sound.SampleRate));
        int end = Math.Min(samples.Length, start + (int)(seconds * sound.SampleRate));
        return new NoteSound(Path.GetFileName(path), sound.SampleRate, samples[start..end]);
    }
}
