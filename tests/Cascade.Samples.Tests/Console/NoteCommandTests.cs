using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Tests.Console;

public sealed class NoteCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0", 0)]
    [InlineData("127", 127)]
    [InlineData("C-1", 0)]
    [InlineData("C4", 60)]
    [InlineData("c4", 60)]
    [InlineData("A4", 69)]
    [InlineData("F#3", 54)]
    [InlineData("Bb2", 46)]
    [InlineData("bb2", 46)]
    [InlineData("B##3", 61)]
    [InlineData("Cb4", 59)]
    [InlineData("G9", 127)]
    public void Keys_have_numbers_and_names(string text, int key)
    {
        Assert.True(KeyName.TryParse(text, out int parsed));
        Assert.Equal(key, parsed);
        Assert.True(KeyName.TryParse(KeyName.Of(key), out parsed));
        Assert.Equal(key, parsed);
    }

    [Theory]
    [InlineData("128")]
    [InlineData("-1")]
    [InlineData("H4")]
    [InlineData("C")]
    [InlineData("G#9")]
    [InlineData("Cb-1")]
    [InlineData("C4.5")]
    [InlineData("C99999999999")]
    [InlineData("")]
    public void Other_keys_are_none(string text) => Assert.False(KeyName.TryParse(text, out _));

    [Fact]
    public void A_note_has_the_length_asked_for()
    {
        string target = _folder.File("a.wav");
        CommandRun run =
            CommandRun.Of("note", "A4", "-o", target, "--force", "--seconds", "0.75", "--hold", "3", "--velocity", "127", "--format",
                "float", "--dry");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        WaveSound sound = WaveFile.Read(target);
        Assert.Equal(36_000, sound.Frames);
        // Held to the end.
        Assert.Contains(sound[0][^500..].ToArray(), s => Math.Abs(s) > 0.001);
    }

    [Fact]
    public void A_note_rings_out_after_it_is_let_go()
    {
        string target = _folder.File("a.wav");
        CommandRun run = CommandRun.Of("note", "60", "-o", target, "--force", "--hold", "0.25", "--format", "float");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        WaveSound sound = WaveFile.Read(target);
        Assert.InRange(sound.Frames, 12_000, 30 * 48_000);
        Assert.All(sound[0][^2..].ToArray(), s => Assert.InRange(s, -0.001f, 0.001f));
    }

    [Fact]
    public void Every_instrument_sounds()
    {
        string target = _folder.File("a.wav");
        foreach ((string name, _) in InstrumentChoice.All)
        {
            CommandRun run = CommandRun.Of("note", "48", "-o", target, "--force", "--hold", "0.5", "--dry", "--instrument", name,
                "--polyphony", "8");
            Assert.Equal(("", 0), (run.Error, run.ExitCode));
            Assert.Contains(WaveFile.Read(target)[0].ToArray(), s => Math.Abs(s) > 0.001);
        }
    }

    [Theory]
    [InlineData("H4", "100", "a key is 0 to 127 or C-1 to G9, not H4")]
    [InlineData("C4", "0", "--velocity takes 1 to 127, not 0")]
    [InlineData("C4", "128", "--velocity takes 1 to 127, not 128")]
    public void Bad_notes_are_refused(string key, string velocity, string message) =>
        CommandRun.Of("note", key, "-o", _folder.File("a.wav"), "--velocity", velocity).AssertRefused(message, _folder.Path);
}
