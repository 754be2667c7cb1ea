namespace Cascade.Dsp.Oscillators;

/// <summary>How an oscillator keeps aliasing away.</summary>
public enum OscillatorMode
{
    /// <summary>Band-limited tables, three an octave, cubic interpolation: no audible aliasing.</summary>
    Wavetable,

    /// <summary>Two-point polyBLEP for saw and square: about a third of the cost; aliasing is audible in the top octaves. Sine and triangle
    /// use the tables.</summary>
    Economical,
}
