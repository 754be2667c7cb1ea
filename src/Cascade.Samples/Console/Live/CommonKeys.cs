using Cascade.Dsp;

namespace Cascade.Samples.Console.Live;

/// <summary>The keys that do the same in every session: instruments and effects.</summary>
internal static class CommonKeys
{
    /// <param name="session">What is played.</param>
    /// <param name="key">The key.</param>
    /// <param name="letter">What it types: the upper-case first letter of an effect switches it.</param>
    public static void Press(LiveSession session, ConsoleKeyInfo key, char letter)
    {
        switch (key.Key)
        {
            case ConsoleKey.Tab: session.StepInstrument(key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? -1 : 1); break;
            case ConsoleKey.PageDown: session.StepInstrument(1); break;
            case ConsoleKey.PageUp: session.StepInstrument(-1); break;
            default:
                foreach (Effect effect in session.Effects)
                    if (char.ToUpperInvariant(effect.Kind[0]) == letter)
                        session.Toggle(effect);
                break;
        }
    }
}
