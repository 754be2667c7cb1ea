using Cascade.Dsp;

namespace Cascade.Package.Tests.Readmes;

/// <summary>The programs of the packages' READMEs are those of this folder, word for word, and do what they say.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class PackageReadmeTests : IDisposable
{
    private readonly WorkingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Cascade.Dsp", nameof(PlayOneNote), nameof(RenderSong), nameof(FillBuffer))]
    [InlineData("Cascade.Persistence", nameof(KeepSong), nameof(AddToHost))]
    public void The_programs_are_compiled(string package, params string[] programs) =>
        Assert.Equal(programs.Select(program =>
        ShownProgram.Of(ShownProgram.Text("tests", "Cascade.Package.Tests", "Readmes", program + ".cs"))),
        ShownProgram.In("src", package, "README.md"));

    [Fact]
    public void The_engine_s_programs_run()
    {
        var song = new Sequence([EngineEvent.NoteOn(0, 60, 0.8f), EngineEvent.NoteOff(24_000, 60)], 48_000);
        Song.FromSequence(song).Write("song.mid");
        PlayOneNote.Run();
        RenderSong.Run();
        FillBuffer.Run();
        foreach (string written in (string[])["c4.wav", "song.wav"])
            Assert.Contains(WaveFile.Read(written)[0].ToArray(), sample => Math.Abs(sample) > 0.01f);
    }
}
