namespace Cascade.Dsp.Tests.Effects;

/// <summary>What reverbs answer, without the sound itself.</summary>
internal static class ReverbResponse
{
    /// <summary>The answers to an impulse on the left, then on the right: left and right of each.</summary>
    public static float[][] All(EffectPatch patch, int rate, double seconds) =>
        [.. Of(patch, rate, seconds, 0), .. Of(patch, rate, seconds, 1)];

    private static float[][] Of(EffectPatch patch, int rate, double seconds, int side)
    {
        Reverb reverb = Wet(patch, rate);
        float[][] channels = [new float[(int)(seconds * rate)], new float[(int)(seconds * rate)]];
        channels[side][0] = 1;
        reverb.Process(channels[0], channels[1]);
        return channels;
    }

    /// <summary>A reverb that gives the reverberation alone.</summary>
    public static Reverb Wet(EffectPatch patch, int rate, LaneWidth width = LaneWidth.Auto) =>
        new Reverb(patch.With(Effect.Mix, 1)).Ready(rate, width);
}
