using Cascade.Dsp;

namespace Cascade.Samples.Analysis.Training;

/// <summary>A melody with its key, to learn from.</summary>
/// <param name="Origin">Its composer or style.</param>
/// <param name="Title">Its title.</param>
/// <param name="Key">Its key, or null if that is unknown.</param>
/// <param name="Song">The melody.</param>
public sealed record Tune(string Origin, string Title, MusicalKey? Key, Song Song);
