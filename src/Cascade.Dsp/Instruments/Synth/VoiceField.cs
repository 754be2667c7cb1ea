namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The values of a voice. Each is a register of 16 floats in a group's memory, a lane for each of its 16 voices.</summary>
/// <remarks>Times are in samples, pitches in semitones, cutoffs in octaves above 1 Hz, phases and increments in 2^-32 of a cycle (phases as
/// integers).</remarks>
internal enum VoiceField
{
    // Oscillators, moved by every sample.
    Phase1, Increment1, Table1, Slope1, TableGain1, TablePulse1, BlepGain1, BlepPulse1, Width1,
    Phase2, Increment2, Table2, Slope2, TableGain2, TablePulse2, BlepGain2, BlepPulse2, Width2,
    NoiseCounter, NoiseGain,

    // Filter: integrators, coefficients and their steps per sample, and what is mixed to the output.
    Integrator1, Integrator2, Damped, Warped, Squared, DampedStep, WarpedStep, SquaredStep, DampedTarget, WarpedTarget, SquaredTarget,
    MixInput, MixBand, MixLow,

    // Amplitude: the envelope's level and its increment, and the gains of both sides.
    Level, LevelSlope, LevelKeep, Left, Right, LeftStep, RightStep, LeftTarget, RightTarget,

    // Envelopes in closed form: level = goal + distance 2^(age log) + slope age.
    AmplitudeGoal, AmplitudeDistance, AmplitudeLog, AmplitudeSlope, AmplitudeAge,
    ModulationGoal, ModulationDistance, ModulationLog, ModulationSlope, ModulationAge, ModulationLevel,

    // What the control tick reads: constant through a note, or moved by controllers.
    Base1, Base2, Bend, Detune, Glide, GlideStep, EnvelopePitch, Vibrato, PitchRatio,
    OscillatorStart1, OscillatorStride1, OscillatorStart2, OscillatorStride2,
    TableLevel1, TablePulseLevel1, BlepLevel1, BlepPulseLevel1, TableLevel2, TablePulseLevel2, BlepLevel2, BlepPulseLevel2,
    PulseWidth1, PulseWidth2,
    Cutoff, CutoffControl, EnvelopeCutoff, Damping, DampedMixBand,
    LeftLevel, RightLevel, ChannelGain,

    // Low-frequency oscillators.
    Lfo1Phase, Lfo1Increment, Lfo1Cycle, Lfo1Shape, Lfo1Age, Lfo1Delay, Lfo1Fade, Lfo1Pitch, Lfo1Cutoff, Lfo1Tremolo, Lfo1Width, Lfo1Wave,
    Lfo1Value,
    Lfo2Phase, Lfo2Increment, Lfo2Cycle, Lfo2Shape, Lfo2Age, Lfo2Delay, Lfo2Fade, Lfo2Pitch, Lfo2Cutoff, Lfo2Tremolo, Lfo2Width, Lfo2Wave,
    Lfo2Value,

    /// <summary>How many there are.</summary>
    Count,
}
