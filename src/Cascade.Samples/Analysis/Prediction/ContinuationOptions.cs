namespace Cascade.Samples.Analysis;

/// <summary>How a song is played on.</summary>
public sealed record ContinuationOptions
{
    /// <summary>How many bars are played, 1 to 256.</summary>
    public int Bars { get; init; } = 8;

    /// <summary>Of the choice: the same song and seed have the same bars.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How daring it is, 0.1 to 2: below 1 the likely becomes likelier.</summary>
    public double Temperature { get; init; } = 0.8;

    /// <summary>What is known of melodies; <see cref="NextNoteModel.Default"/> if null.</summary>
    public NextNoteModel? Model { get; init; }
}
