namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Where a key's modes are laid out before they go to the sets that sound.</summary>
internal sealed class ModeBench
{
    /// <summary>Room for the modes of any key.</summary>
    public Mode[] Modes { get; } = new Mode[KeyModes.MostModes];

    /// <summary>Room for how long each is heard.</summary>
    public double[] Lifetimes { get; } = new double[KeyModes.MostModes];

    /// <summary>Room for the force at each partial.</summary>
    public double[] Spectrum { get; } = new double[StringModel.MostPartials];
}
