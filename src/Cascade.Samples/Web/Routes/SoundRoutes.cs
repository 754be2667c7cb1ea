using Cascade.Dsp;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>What there is to play with: sounds and effects.</summary>
internal static class SoundRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/presets", () => new
        {
            Waveforms = Waveforms.Names,
            Pianos = PresetLibrary.Pianos.Select(piano => piano.Name),
            Sounds = PresetLibrary.Sounds.Select(sound => new { sound.Name, sound.Description }),
            Effects = EffectKind.All.Select(kind => new { kind.Name, Presets = kind.Presets.Select(preset => preset.Name) }),
        }).WithTags("Sounds")
            .WithSummary("Waveforms, pianos (which a page can play by itself), sounds, and the presets of the effects by name.");
        api.MapGet("/presets/{name}", (string name) => TypedResults.Text(
                (PresetLibrary.FindSound(name) ?? throw new UnknownNameException("sound", name, PresetLibrary.Sounds.Select(s => s.Name)))
                    .ToJson(),
                "application/json")).WithTags("Sounds").WithSummary("A sound with all its settings.");
    }
}
