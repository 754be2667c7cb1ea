using System.Globalization;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Memory that is written for the first time on the audio thread costs a page fault each 4 KB.</summary>
public sealed class PageFaultTests
{
    private const int Few = 64;

    [Fact]
    public void The_first_blows_of_all_keys_find_their_memory_in_place()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux counts the page faults of a thread.");
        var engine = new VoiceEngine(new PianoInstrument());
        float[] left = new float[VoiceEngine.BlockSize], right = new float[VoiceEngine.BlockSize];
        engine.Render(left, right);
        Faults();
        long before = Faults();
        // Twice, as a key has two places.
        for (int blow = 0; blow < 2; blow++)
        {
            for (int key = 0; key < 128; key++)
                engine.NoteOn(key, 1);
            engine.Render(left, right);
            engine.Render(left, right);
        }
        Assert.InRange(Faults() - before, 0, Few);
    }

    // The minor faults of this thread: the tenth field, counted from the name in brackets on.
    private static long Faults() =>
        long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[1].Split(' ')[7], CultureInfo.InvariantCulture);
}
