namespace Cascade.Dsp.Oscillators;

/// <summary>The shape of an oscillator's cycle. All start at zero and rise.</summary>
public enum Waveform
{
    /// <summary>One partial.</summary>
    Sine,

    /// <summary>All partials, the n-th at 1/n.</summary>
    Saw,

    /// <summary>A pulse of adjustable width; a square at one half: odd partials, the n-th at 1/n.</summary>
    Square,

    /// <summary>Odd partials, the n-th at 1/n squared.</summary>
    Triangle,
}
