namespace Cascade.Dsp.Effects;

/// <summary>One voice of the chorus for a block: where its sines stand and how loud it is.</summary>
internal readonly struct ChorusVoice
{
    /// <summary>The phase of the slow sine at the first frame, a cycle being 2^32.</summary>
    public uint Slow { get; init; }

    /// <summary>Likewise of the fast sine.</summary>
    public uint Fast { get; init; }

    /// <summary>What a frame adds to the slow phase.</summary>
    public uint SlowStep { get; init; }

    /// <summary>Likewise to the fast phase.</summary>
    public uint FastStep { get; init; }

    /// <summary>The shortest delay in frames.</summary>
    public int Shortest { get; init; }

    /// <summary>The gain on the left where a move starts.</summary>
    public float LeftStart { get; init; }

    /// <summary>What the whole move adds to it.</summary>
    public float LeftChange { get; init; }

    /// <summary>The gain on the right where a move starts.</summary>
    public float RightStart { get; init; }

    /// <summary>What the whole move adds to it.</summary>
    public float RightChange { get; init; }

    /// <summary>False if it is silent before, during and after the move.</summary>
    public bool IsHeard => LeftStart != 0 || LeftChange != 0 || RightStart != 0 || RightChange != 0;
}
