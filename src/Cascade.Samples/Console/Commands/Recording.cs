using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary>A sequence that has been rendered into a file.</summary>
/// <param name="Result">What was rendered.</param>
/// <param name="Loudness">How loud it is.</param>
/// <param name="Path">The file.</param>
/// <param name="ClippedSamples">How many samples the file could not hold.</param>
internal sealed record Recording(RenderResult Result, Loudness Loudness, string Path, long ClippedSamples)
{
    private const double CloseEnough = 0.05;
    private const double LeastYield = 0.1;
    private const int MostTakes = 5;

    /// <summary>Where it comes from: the song's path, or the note's name.</summary>
    public string Source { get; init; } = "";

    public int Notes { get; init; }

    /// <summary>What a person should know of it, each in a line.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Renders a sequence into a file.</summary>
    /// <param name="engine">Plays; a limiter at the end of its effects is given what gain a wanted loudness takes.</param>
    /// <param name="sequence">What is played.</param>
    /// <param name="create">Starts the file.</param>
    /// <param name="options">How the sequence ends.</param>
    /// <param name="trims">True to end the file where the sound ends, however long the sequence is.</param>
    /// <param name="level">How loud the file is to become, if that matters.</param>
    /// <param name="progress">Told how far it is, anew for each time it is played.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static Recording Make(VoiceEngine engine, Sequence sequence, Func<OutputFile> create, PerformanceOptions options, bool trims,
        LevelTarget? level, IProgress<double>? progress, CancellationToken cancellation)
    {
        // Gains are found before the file is written. A limiter takes back some of each, so the next step is as much larger.
        float own = engine.MasterGainDecibels;
        double gain = 0, yield = 1, before = 0;
        for (int take = 1; level is { } wanted && take < MostTakes; take++)
        {
            var meter = new LoudnessMeter(engine.SampleRate);
            OfflineRenderer.Render(engine, sequence, new MeteredSink(meter, null), options, progress, cancellation);
            // Noises and movements begin anew, and what was cut off while it rang is gone.
            engine.Reset();
            engine.MasterGainDecibels = own + (float)gain;
            double missing = wanted.GainFrom(meter.Loudness);
            if (Math.Abs(missing) < CloseEnough)
                break;
            if (take > 1)
                yield = Math.Clamp(yield * (before - missing) / before, LeastYield, 1);
            gain += missing / yield;
            before = missing;
            engine.MasterGainDecibels = own + (float)gain;
            // Where a limiter has a part in it, the outcome is to be measured again.
            if (!wanted.IsLoudness || engine.Effects is not [.., Limiter])
                break;
        }
        using OutputFile file = create();
        var final = new LoudnessMeter(engine.SampleRate);
        var trimmed = trims ? new TrimmedSink(new MeteredSink(final, file)) : null;
        RenderResult result =
            OfflineRenderer.Render(engine, sequence, trimmed ?? (IAudioSink)new MeteredSink(final, file), options, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        file.Complete();
        if (trimmed is not null)
            result = result with { Frames = result.Frames - trimmed.Silent };
        return new Recording(result, final.Loudness, file.Name, file.ClippedSamples) { Notes = sequence.NoteCount };
    }

    private sealed class MeteredSink(LoudnessMeter meter, OutputFile? file) : IAudioSink
    {
        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            meter.Add(left, right);
            file?.Write(left, right);
        }
    }

    /// <summary>Keeps silence back until sound follows it.</summary>
    private sealed class TrimmedSink(IAudioSink sink) : IAudioSink
    {
        // Half of the last bit of 16.
        private const float Silence = 1f / 65_536;

        private readonly List<float> _left = [], _right = [];

        /// <summary>How many frames were kept back to the end.</summary>
        public int Silent => _left.Count;

        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            int heard = 1
                + Math.Max(left.LastIndexOfAnyExceptInRange(-Silence, Silence), right.LastIndexOfAnyExceptInRange(-Silence, Silence));
            if (heard > 0)
            {
                sink.Write(CollectionsMarshal.AsSpan(_left), CollectionsMarshal.AsSpan(_right));
                _left.Clear();
                _right.Clear();
                sink.Write(left[..heard], right[..heard]);
            }
            _left.AddRange(left[heard..]);
            _right.AddRange(right[heard..]);
        }
    }
}
