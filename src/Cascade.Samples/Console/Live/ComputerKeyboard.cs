using System.Diagnostics;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Live;

/// <summary>Two rows of the computer's keys as piano keys.</summary>
/// <remarks>
/// <code>
///  2 3   5 6 7   9 0   =        s d   g h j   l ;
/// q w e r t y u i o p [ ]      z x c v b n m , . /
/// C4                           C3
/// </code>
/// A terminal tells when a key goes down, and again and again while it stays down, but not when it comes up. So a note ends a time after
/// its key was last heard of; and a key that is heard of
/// again sooner than a finger can strike is one that is still down: its note goes on. Later than that it is struck again.
/// </remarks>
internal sealed class ComputerKeyboard(VoiceEngine engine, EventQueue queue, TimeSpan hold)
{
    /// <summary>No finger strikes a key twice within this; the repetition of a key that is held is quicker.</summary>
    public static readonly TimeSpan Repetition = TimeSpan.FromMilliseconds(70);

    private const string Lower = "zsxdcvgbhnjm,l.;/", Upper = "q2w3er5t6y7ui9o0p[=]";
    private const int LowestOctave = -2, HighestOctave = 3, FirstKey = 48, Sustain = 64, VelocityStep = 8;

    private readonly long[] _heardAt = new long[128];
    private readonly bool[] _sounds = new bool[128];

    /// <summary>Octaves above the one that is drawn, -2 to 3.</summary>
    public int Octave { get; private set; }

    /// <summary>How hard keys are struck, 1 to 127.</summary>
    public int Velocity { get; private set; } = 96;

    /// <summary>True while the pedal is down.</summary>
    public bool IsSustained { get; private set; }

    public void MoveOctave(int octaves) => Octave = Math.Clamp(Octave + octaves, LowestOctave, HighestOctave);

    public void MoveVelocity(int steps) => Velocity = Math.Clamp(Velocity + steps * VelocityStep, 1, 127);

    public void ToggleSustain()
    {
        IsSustained = !IsSustained;
        queue.TryEnqueue(EngineEvent.Control(engine.Position, Sustain, IsSustained ? 1 : 0));
    }

    /// <summary>A key of the computer was heard of.</summary>
    /// <param name="letter">What it types.</param>
    /// <param name="now">Of the <see cref="Stopwatch"/>.</param>
    /// <returns>False if it is no piano key.</returns>
    public bool Press(char letter, long now)
    {
        if (KeyOf(letter) is not { } key)
            return false;
        bool isHeld = _sounds[key] && Stopwatch.GetElapsedTime(_heardAt[key], now) < Repetition;
        _heardAt[key] = now;
        if (isHeld)
            return true;
        if (_sounds[key])
            queue.TryEnqueue(EngineEvent.NoteOff(engine.Position, key));
        _sounds[key] = queue.TryEnqueue(EngineEvent.NoteOn(engine.Position, key, Velocity / 127f));
        return true;
    }

    /// <summary>Ends the notes whose time has come. To be called every few milliseconds.</summary>
    /// <param name="now">Of the <see cref="Stopwatch"/>.</param>
    public void Tick(long now)
    {
        for (int key = 0; key < _sounds.Length; key++)
            if (_sounds[key] && Stopwatch.GetElapsedTime(_heardAt[key], now) >= hold)
                _sounds[key] = !queue.TryEnqueue(EngineEvent.NoteOff(engine.Position, key));
    }

    /// <summary>Ends every note at once.</summary>
    public void Silence()
    {
        for (byte channel = 0; channel < 16; channel++)
            queue.TryEnqueue(new EngineEvent(engine.Position, EventKind.AllSoundOff, channel, 0, 0));
        Array.Clear(_sounds);
    }

    private int? KeyOf(char letter)
    {
        int lower = Lower.IndexOf(letter, StringComparison.Ordinal), upper = Upper.IndexOf(letter, StringComparison.Ordinal);
        int key = FirstKey + 12 * Octave + (lower >= 0 ? lower : 12 + upper);
        return (lower >= 0 || upper >= 0) && key is >= 0 and <= 127 ? key : null;
    }
}
