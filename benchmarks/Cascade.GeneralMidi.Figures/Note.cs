namespace Cascade.GeneralMidi.Figures;

/// <summary>A note of General MIDI that is compared: held for two seconds, dry.</summary>
/// <param name="Program">The program, or <see cref="Drums"/>.</param>
/// <param name="Key">0 to 127.</param>
/// <param name="Velocity">1 to 127.</param>
internal readonly record struct Note(int Program, int Key, int Velocity)
{
    public const int Drums = -1, Rate = 48_000;

    public const double Held = 2, Length = 2.8;
}
