namespace Cascade.Samples.Console.Measurement;

/// <summary>How a partial dies away: fast at first, often slowly later.</summary>
/// <param name="Prompt">The fall of the first stage, in dB per second; 0 if it does not fall.</param>
/// <param name="Aftersound">The fall of the second stage, in dB per second; nothing if there is one stage only.</param>
/// <param name="AftersoundLevel">The level of the second stage against the first, both followed back to the start, in dB.</param>
internal readonly record struct Decay(double Prompt, double? Aftersound = null, double? AftersoundLevel = null)
{
    /// <summary>The time in which the first stage falls by 60 dB, in s.</summary>
    public double PromptT60 => 60 / Prompt;

    /// <summary>The time in which the second stage falls by 60 dB, in s.</summary>
    public double? AftersoundT60 => 60 / Aftersound;
}
