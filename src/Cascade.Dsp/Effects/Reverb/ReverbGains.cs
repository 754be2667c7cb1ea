namespace Cascade.Dsp.Effects;

/// <summary>The gains of the reverb and their courses over a block.</summary>
internal struct ReverbGains
{
    /// <summary>Of the sound itself.</summary>
    public BlockRamp Dry;

    /// <summary>Of the reverberation on its own side.</summary>
    public BlockRamp Direct;

    /// <summary>Of the reverberation on the other side.</summary>
    public BlockRamp Cross;

    /// <summary>Of the diffused sound within the reverberation.</summary>
    public BlockRamp Early;

    /// <summary>Of what is taken in.</summary>
    public BlockRamp Input;
}
