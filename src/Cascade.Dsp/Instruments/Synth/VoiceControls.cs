namespace Cascade.Dsp.Instruments.Synth;

/// <summary>What the controllers of a channel mean for a voice.</summary>
/// <param name="Pitch">Bend and tuning, in semitones.</param>
/// <param name="Gain">Volume, expression and the instrument's level, a factor.</param>
/// <param name="Pan">-1 left to 1 right.</param>
/// <param name="Wheel">Modulation wheel or pressure, 0 to 1: so much of the patch's vibrato.</param>
/// <param name="Vibrato">Further vibrato, in semitones to either side.</param>
/// <param name="Pressure">Pressure, 0 to 1.</param>
/// <param name="Cutoff">In octaves.</param>
/// <param name="QFactor">A factor on the filter's Q.</param>
/// <param name="LfoRate">A factor on the first low-frequency oscillator's rate.</param>
/// <param name="LfoDepth">-1 none to 1 most about the pitch vibrato that the patch gives it.</param>
/// <param name="LfoDelay">-1 shortest to 1 longest about its delay.</param>
internal readonly record struct VoiceControls(
    float Pitch, float Gain, float Pan, float Wheel, float Vibrato, float Pressure, float Cutoff, float QFactor, float LfoRate,
    float LfoDepth, float LfoDelay);
