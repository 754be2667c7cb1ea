using System.Collections.Generic;
using System.Text.Json;

namespace Cascade.Dsp.Presets;

/// <summary>A <see cref="Sound"/> as its JSON has it. An element is the patch itself or the name of one in the library.</summary>
internal sealed class SoundFile
{
    public string? Kind { get; set; }

    public int Version { get; set; } = Sound.Version;

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public float Gain { get; set; }

    public JsonElement? Tuning { get; set; }

    public List<SoundFilePart> Parts { get; set; } = [];

    public List<JsonElement> ReverbBus { get; set; } = [];

    public List<JsonElement> ChorusBus { get; set; } = [];

    public List<JsonElement> Effects { get; set; } = [];
}
