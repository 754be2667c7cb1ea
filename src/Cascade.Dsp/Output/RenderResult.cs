using System;
using Cascade.Dsp.Output;

namespace Cascade.Dsp;

/// <summary>What <see cref="OfflineRenderer"/> has rendered.</summary>
public sealed record RenderResult
{
    /// <summary>The frames the sink was given.</summary>
    public required long Frames { get; init; }

    /// <summary>Samples per second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>How loud the left channel was.</summary>
    public required Level Left { get; init; }

    /// <summary>How loud the right channel was.</summary>
    public required Level Right { get; init; }

    /// <summary>How many samples lay beyond full scale, or were NaN; a sink of integers clamps them.</summary>
    public required long ClippedSamples { get; init; }

    /// <summary>The most voices that sounded at once.</summary>
    public required int PeakVoices { get; init; }

    /// <summary>How many bytes the thread allocated while rendering: the engine none, the sink perhaps, the progress report not
    /// counted.</summary>
    /// <remarks>Pieces of about a thousand frames during which the thread compiled a method, as where
    /// <see cref="EngineOptions.Rehearses"/> is false, are not counted. The runtime adds a few thousand when its background compiler starts
    /// meanwhile; with TieredCompilation off it adds none.</remarks>
    public required long AllocatedBytes { get; init; }

    /// <summary>How many events a full queue refused; the renderer makes room for all, so only events of other threads.</summary>
    public required long DroppedEvents { get; init; }

    /// <summary>How many events were not acted on because their kind, channel, controller or parameter is unknown.</summary>
    public required long IgnoredEvents { get; init; }

    /// <summary>True if something still sounded when <see cref="PerformanceOptions.MaximumTail"/> was reached.</summary>
    public required bool IsTailCut { get; init; }

    /// <summary>The time that rendering took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The length of the sound.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / SampleRate);

    /// <summary>How many seconds of sound were rendered in a second.</summary>
    public double RealTimeFactor => Duration / Elapsed;
}
