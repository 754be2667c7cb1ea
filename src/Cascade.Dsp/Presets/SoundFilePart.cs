using System.Collections.Generic;
using System.Text.Json;

namespace Cascade.Dsp.Presets;

/// <summary>A <see cref="SoundPart"/> as its JSON has it.</summary>
internal sealed class SoundFilePart
{
    public JsonElement? Piano { get; set; }

    public JsonElement? Synth { get; set; }

    public string Name { get; set; } = "";

    /// <summary>From 1, as people count them; null for all.</summary>
    public List<int>? Channels { get; set; }

    public int LowestKey { get; set; }

    public int HighestKey { get; set; } = 127;

    public int Transpose { get; set; }

    public float Gain { get; set; }

    public float Pan { get; set; }

    public float ReverbSend { get; set; }

    public float ChorusSend { get; set; }

    public List<JsonElement> Inserts { get; set; } = [];
}
