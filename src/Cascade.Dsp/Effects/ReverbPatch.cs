using System;
using System.Collections.Generic;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Effects;

/// <summary>A space to sound in: the starting values of <see cref="ReverbParameters"/>. Immutable. Values out of range are moved into it when a reverb takes the patch.</summary>
public sealed record ReverbPatch
{
    /// <summary>A concert hall of 2 s: warm, its treble damped by air and audience.</summary>
    public static ReverbPatch Hall { get; } = new();

    /// <summary>A room with carpets and bookshelves: 0.5 s, near walls.</summary>
    public static ReverbPatch Room { get; } = new()
    {
        Name = "room",
        Description = "A furnished room: half a second, near walls",
        PreDelay = 0.002f,
        Size = 0.3f,
        Decay = 0.5f,
        LowRatio = 1,
        HighRatio = 0.6f,
        HighCrossover = 4_000,
        ModulationDepth = 0.00008f,
        ModulationRate = 0.7f,
        EarlyLevelDecibels = -6,
        Mix = 0.2f,
    };

    /// <summary>A steel plate: bright, dense at once, shorter in the bass.</summary>
    public static ReverbPatch Plate { get; } = new()
    {
        Name = "plate",
        Description = "A steel plate: bright, dense at once, lean in the bass",
        PreDelay = 0,
        Size = 0.5f,
        Decay = 1.8f,
        LowRatio = 0.7f,
        HighRatio = 0.7f,
        LowCrossover = 300,
        HighCrossover = 8_000,
        ModulationDepth = 0.00008f,
        ModulationRate = 0.9f,
        EarlyLevelDecibels = -3,
        Mix = 0.2f,
    };

    /// <summary>A cathedral: six seconds, far walls, dark.</summary>
    public static ReverbPatch Cathedral { get; } = new()
    {
        Name = "cathedral",
        Description = "A cathedral of stone: six seconds, far walls",
        PreDelay = 0.04f,
        Size = 1.5f,
        Decay = 6,
        LowRatio = 1.2f,
        HighRatio = 0.25f,
        LowCrossover = 200,
        HighCrossover = 4_000,
        ModulationDepth = 0.00005f,
        ModulationRate = 0.3f,
        EarlyLevelDecibels = -7,
        Mix = 0.25f,
    };

    /// <summary>All of them; the first is the hall.</summary>
    public static IReadOnlyList<ReverbPatch> All { get; } = [Hall, Room, Plate, Cathedral];

    /// <summary>The name it is found by, in small letters: "hall".</summary>
    public string Name { get; init; } = "hall";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "A concert hall of two seconds";

    /// <summary>Time between the sound and its reverberation, in seconds, 0 to 0.25.</summary>
    public float PreDelay { get; init; } = 0.012f;

    /// <summary>A factor on the delays of the network, 0.25 to 1.5.</summary>
    public float Size { get; init; } = 1;

    /// <summary>Time of a decay by 60 dB between the crossovers, in seconds, 0.1 to 20.</summary>
    public float Decay { get; init; } = 2;

    /// <summary>Decay time of the lowest frequencies, a factor, 0.25 to 4.</summary>
    public float LowRatio { get; init; } = 1.15f;

    /// <summary>Decay time of the highest frequencies, a factor, 0.1 to 2.</summary>
    public float HighRatio { get; init; } = 0.4f;

    /// <summary>Where half of the low change of the decay rate has come about, in Hz, 50 to 1,000.</summary>
    public float LowCrossover { get; init; } = 200;

    /// <summary>Where half of the high change has come about, in Hz, 1,500 to 20,000.</summary>
    public float HighCrossover { get; init; } = 6_000;

    /// <summary>Stereo width of the reverberation, 0 to 1.</summary>
    public float Width { get; init; } = 1;

    /// <summary>How far four of the lines move, in seconds, 0 (off) to 0.00025.</summary>
    public float ModulationDepth { get; init; }

    /// <summary>How often they do, in Hz, 0.05 to 5.</summary>
    public float ModulationRate { get; init; } = 0.5f;

    /// <summary>Level of the diffused sound before the network, in dB, -60 (off) to 6.</summary>
    public float EarlyLevelDecibels { get; init; } = -6.5f;

    /// <summary>Balance of the sound and its reverberation, 0 to 1; at 0.5 both are whole.</summary>
    public float Mix { get; init; } = 0.2f;

    /// <summary>The values in the order of <see cref="ReverbParameters"/>; a patch is never frozen.</summary>
    internal float[] Values() =>
    [
        PreDelay, Size, Decay, LowRatio, HighRatio, LowCrossover, HighCrossover, Width, ModulationDepth, ModulationRate, EarlyLevelDecibels, Mix, 0,
    ];

    /// <summary>The same settings with every value moved into its range; NaN becomes a usual one.</summary>
    public ReverbPatch Clamped()
    {
        ParameterInfo[] infos = ReverbParameters.Of(this);
        return this with
        {
            PreDelay = infos[ReverbParameters.PreDelay].Default,
            Size = infos[ReverbParameters.Size].Default,
            Decay = infos[ReverbParameters.Decay].Default,
            LowRatio = infos[ReverbParameters.LowRatio].Default,
            HighRatio = infos[ReverbParameters.HighRatio].Default,
            LowCrossover = infos[ReverbParameters.LowCrossover].Default,
            HighCrossover = infos[ReverbParameters.HighCrossover].Default,
            Width = infos[ReverbParameters.Width].Default,
            ModulationDepth = infos[ReverbParameters.ModulationDepth].Default,
            ModulationRate = infos[ReverbParameters.ModulationRate].Default,
            EarlyLevelDecibels = infos[ReverbParameters.EarlyLevel].Default,
            Mix = infos[ReverbParameters.Mix].Default,
        };
    }

    /// <summary>The settings of a name.</summary>
    /// <param name="name">"hall"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The settings, or null if there are none of that name.</returns>
    public static ReverbPatch? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (ReverbPatch patch in All)
            if (PresetName.AreSame(patch.Name, name))
                return patch;
        return null;
    }
}
