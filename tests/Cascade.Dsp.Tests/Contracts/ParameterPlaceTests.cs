using Cascade.Dsp.Tests.Architecture;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>Songs keep the moves of parameters by their places, so a place never changes: what is new comes behind what there is.</summary>
public sealed class ParameterPlaceTests
{
    // Written by hand, a line for each new parameter: device, place, id.
    private static string File => SourceTree.PathOf("tests", "Cascade.Dsp.Tests", "Contracts", "ParameterPlaces.txt");

    [Fact]
    public void Every_parameter_keeps_its_place()
    {
        Device[] devices =
        [
            new SynthInstrument(), new PianoInstrument(), new Chorus(), new Delay(), new Equalizer(Equalizer.MaximumBands), new Limiter(),
            new Reverb(),
        ];
        string[] present = [.. devices.SelectMany(device => device.Parameters.Select((p, place) => $"{device.Kind} {place} {p.Id}"))],
            kept = [.. System.IO.File.ReadLines(File).Where(line => line.Length > 0)];
        Assert.Empty(kept.Except(present));
        Assert.Empty(present.Except(kept));
    }
}
