namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A decaying sine of a key.</summary>
/// <param name="Partial">The partial whose force moves it, counted from 0.</param>
/// <param name="Second">The partial whose force it goes with as well: modes of the string's stretching go with the product of two. -1 for a
/// mode of the prompt sound, <see cref="Aftersound"/> for one of the aftersound.</param>
/// <param name="Frequency">In Hz.</param>
/// <param name="Strength">Its amplitude under a force of 1, with its sign.</param>
/// <param name="Loss">In 1/s.</param>
/// <param name="Phase">How far it is ahead of a sine that starts with the blow, in cycles.</param>
/// <param name="Side">How far it is to a side: it gives 1 + side to the left and 1 - side to the right.</param>
internal readonly record struct Mode(int Partial, int Second, double Frequency, double Strength, double Loss, double Phase, double Side)
{
    /// <summary>In place of a second partial: a mode of the aftersound.</summary>
    public const int Aftersound = -2;
}
