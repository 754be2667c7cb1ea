using System.Diagnostics;
using System.Text;
using Cascade.Samples.Console;
using Cascade.Samples.Tests.Console.Live;

namespace Cascade.Samples.Tests.Console;

/// <summary>What people type wrongly, or ask of files that are not there: the built program says so in one line and ends with the right
/// code.</summary>
public sealed class WrongCommandLineTests : IDisposable
{
    // Where the kernel holds a thread that opens a FIFO, or reads from it, a pipe or a socket.
    private static readonly string[] _waits = ["wait_for_partner", "fifo", "read", "unix_stream"];

    private readonly TemporaryFolder _folder = new();

    public WrongCommandLineTests()
    {
        CommandRun.WriteSong(_folder.File("a.mid"));
        CommandRun.WriteSong(_folder.File("b.mid"));
        Directory.CreateDirectory(_folder.File("other"));
        CommandRun.WriteSong(_folder.File("other/a.mid"));
        File.WriteAllText(_folder.File("there.wav"), "before");
        File.WriteAllText(_folder.File("text.mid"), "These are words, not music.");
        File.WriteAllText(_folder.File("empty.mid"), "");
        CommandRun.WriteSong(_folder.File("-q.mid"));
        if (!OperatingSystem.IsWindows())
            File.CreateSymbolicLink(_folder.File("link.wav"), _folder.File("a.mid"));
    }

    public void Dispose() => _folder.Dispose();

    // In the shell's words, where the folder is the current one. PATH=none hides all other programs.
    [Theory]
    [InlineData("render a.mid b.mid -o b.wav", "b.wav is no folder: it would be the file of all 2 songs.")]
    [InlineData("render a.mid song.wav", "song.wav is no song; -o song.wav names the file to write.")]
    [InlineData("render a.mid other/a.mid", "a.mid and other/a.mid would both become a.wav; render them apart.")]
    [InlineData("render a.mid --normalise -16LUFS", "--normalise is no option of cascade render; did you mean --normalize?")]
    [InlineData("render a.mid --forse", "--forse is no option of cascade render; did you mean --force?")]
    [InlineData("render a.mid -o --forse", "--forse is no option of cascade render; did you mean --force?")]
    [InlineData("render -q.mid", "-q.mid is no option of cascade render; see cascade render --help.")]
    [InlineData("render a.mid -other.mid", "-other.mid is no option of cascade render; the value of -o stands apart from it.")]
    [InlineData("render a.mid -out x.wav", "-out is no option of cascade render; did you mean --out?")]
    [InlineData("render a.mid -fo link.wav", "link.wav is the song itself; give the sound file another name.")]
    [InlineData("render -x", "-x is no option of cascade render; see cascade render --help.")]
    [InlineData("rendr a.mid", "rendr is no command; did you mean render?")]
    [InlineData("render a.mid -o there.wav", "there.wav is there already; --force replaces it.")]
    [InlineData("render a.mid -o x.m4p", "x.m4p is neither a folder nor a kind of file that can be written: wav, flac, ogg, opus, mp3.")]
    [InlineData("render a.mid -o none/", "cannot write to none/: there is no such folder.")]
    [InlineData("render a.mid -o none/x.wav", "cannot write none/x.wav: there is no such folder.")]
    [InlineData("render a.mid --type mp3 -o x.flac", "--type mp3 and the name x.flac are two kinds of file.")]
    [InlineData("render a.mid --format int16 -o x.mp3", "--format goes with files that keep samples, wav and flac, not with mp3.")]
    [InlineData("render a.mid -o x.mp3 PATH=none", "mp3 takes ffmpeg, which is not to be found; install it")]
    [InlineData("render ''", "an argument is empty; where a name should be there is none.")]
    [InlineData("render a.mid -o ''", "an argument is empty; where a name should be there is none.")]
    [InlineData("render .", "cannot read .: it is a folder.")]
    [InlineData("info other", "cannot read other: it is a folder.")]
    [InlineData("info none.mid", "no such file: none.mid")]
    [InlineData("info empty.mid", "empty.mid is not a MIDI file: Byte 0")]
    [InlineData("render text.mid -o x.wav", "text.mid is not a MIDI file: Byte 0")]
    [InlineData("render - -o x.wav </dev/null", "standard input is not a MIDI file: Byte 0")]
    [InlineData("render - <&-", "cannot read standard input: it is closed.")]
    [InlineData("info - <&-", "cannot read standard input: it is closed.")]
    [InlineData("info 'no\u001b[31m\u202e\u200f.mid'", "no such file: no [31m.mid")]
    [InlineData("render 'no\u001b[31m\nline\u202e.mid'", "no such file: no [31m line.mid")]
    [InlineData("info a.mid b.mid", "b.mid is one argument too many; see cascade info --help.")]
    [InlineData("info", "Required argument missing for command: 'info'. See cascade info --help.")]
    [InlineData("info @a.mid", "no such file: @a.mid")]
    [InlineData("info a.mid >/dev/full", "standard output takes no more: No space left on device.")]
    [InlineData("presets >/dev/full", "standard output takes no more: No space left on device.")]
    [InlineData("presets >&-", "standard output takes no more: it is closed.")]
    [InlineData("render a.mid -o - >/dev/full", "cannot write to standard output: No space left on device.")]
    [InlineData("render a.mid b.mid -o -", "one sound alone can go to standard output.")]
    [InlineData("render a.mid --repeat 3", "--repeat goes with --loop: there is nothing to repeat.")]
    [InlineData("render a.mid --loop 9", "the song has bars 1 to 1, but 9 to 9 were asked for.")]
    [InlineData("render a.mid --solo 7", "the song has tracks 1 to")]
    [InlineData("render a.mid --mute ch17", "--mute takes tracks such as 2,5-7 and channels ch1 to ch16, not ch17.")]
    [InlineData("render a.mid --tuning nun.scl", "no such file: nun.scl")]
    [InlineData("render a.mid --tuning text.mid", "--tuning takes equal, stretched or a Scala file (.scl), not text.mid.")]
    [InlineData("render a.mid --mapping a.kbm", "--mapping goes with a --tuning that is a Scala file (.scl).")]
    [InlineData("note H9", "a key is 0 to 127 or C-1 to G9, not H9.")]
    [InlineData("live --midi a.mid", "a.mid is a MIDI file, not the bytes of an instrument; cascade play a.mid plays it.")]
    [InlineData("live --midi none", "--midi: there is no none;")]
    [InlineData("play a.mid --raw --device speakers", "--device goes with the sound server, not with --raw.")]
    [InlineData("play a.mid --raw --format int17", "--format is one of float, int16, not int17.")]
    public void Each_gets_one_line_and_exit_code_2(string line, string message)
    {
        string[] before = [.. Files()];
        (int code, string error) = Run(line);
        Assert.Equal($"error: {message}", error.Length > message.Length + 7 ? error[..(message.Length + 7)] : error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Equal(CommandLine.BadInput, code);
        Assert.Equal(before, Files());
        Assert.Equal("before", File.ReadAllText(_folder.File("there.wav")));
    }

    [Fact]
    public void A_reader_that_has_had_enough_and_lost_messages_are_no_failure()
    {
        Assert.Equal((0, ""), Run("presets | head -1"));
        Assert.Equal((0, ""), Run("note 60 --seconds 5 -o - | head -c 10"));
        Assert.Equal((0, ""), Run("render a.mid -o - | head -c 0"));
        Assert.Equal((0, ""), Run("presets 2>/dev/full >/dev/null"));
        Assert.Equal((2, ""), Run("info none.mid 2>/dev/full"));
        Assert.Equal((2, ""), Run("info none.mid 2>&-"));
    }

    [Fact]
    public void A_folder_that_is_gone_is_told()
    {
        Directory.CreateDirectory(_folder.File("gone"));
        using Process shell = CascadeProcess.StartOther("/bin/sh", new Dictionary<string, string>(), "-c",
            $"dotnet=$(command -v '{CascadeProcess.Dotnet}'); cd '{_folder.File("gone")}' && rmdir ../gone && "
            + $"exec \"$dotnet\" exec '{CascadeProcess.Program}' info ../a.mid");
        (_, string error) = CascadeProcess.ReadToEnd(shell);
        Assert.Equal(("error: the folder that the command runs in is gone; change into another.\n", CommandLine.BadInput),
            (error, shell.ExitCode));
    }

    [Theory]
    [InlineData("INT", 130, "render fifo -o x.wav")]
    [InlineData("TERM", 143, "render fifo -o x.wav")]
    [InlineData("INT", 130, "info fifo")]
    [InlineData("TERM", 143, "note 60 -o x.wav --instrument fifo.json")]
    [InlineData("INT", 130, "render -")]
    public void A_signal_ends_it_while_a_file_is_opened_or_read(string signal, int code, string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals.");
        foreach (string name in (string[])["fifo", "fifo.json"])
            using (Process made = Process.Start("mkfifo", _folder.File(name)))
                made.WaitForExit();
        string[] before = [.. Files()];
        using Process program = Start(line, signal);
        // It has opened or begun to open the file when its main thread waits beside a thread that does.
        long since = Stopwatch.GetTimestamp();
        CascadeProcess.WaitFor(program, () => IsWaiting(program) || Stopwatch.GetElapsedTime(since).TotalSeconds > 60,
            () => "it ended by itself");
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{program.Id}"]))
            kill.WaitForExit();
        program.WaitForExit();
        Assert.Equal(code, program.ExitCode);
        Assert.Equal("error: interrupted; nothing was written.\n", program.StandardError.ReadToEnd());
        Assert.Equal(before, Files());
    }

    private IEnumerable<string> Files() =>
        Directory.EnumerateFileSystemEntries(_folder.Path, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Order();

    // A thread of it is in the call that opens the FIFO, or reads from it or from a pipe.
    private static bool IsWaiting(Process program)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{program.Id}/task").Any(task =>
                _waits.Any(File.ReadAllText($"{task}/wchan").Contains)
                && File.ReadAllText($"{task}/comm") is { } name
                    && (name.StartsWith(".NET Long", StringComparison.Ordinal)
                    || name.StartsWith(".NET TP Worker", StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Process Start(string line, string signal) => CascadeProcess.StartOther("env", new Dictionary<string, string>(),
        [$"--chdir={_folder.Path}", $"--default-signal={signal}", CascadeProcess.Dotnet, "exec", CascadeProcess.Program,
            .. line.Split(' ')]);

    private (int Code, string Error) Run(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The lines are a POSIX shell's.");
        string environment = "";
        if (line.EndsWith(" PATH=none", StringComparison.Ordinal))
            (line, environment) = (line[..^10], "PATH=none ");
        // The whole pipe's code is that of the program.
        string[] parts = line.Split(" | ");
        string redirected = line.Contains('>') || parts.Length > 1 ? "" : " >/dev/null";
        string command = $"{environment}\"$dotnet\" exec '{CascadeProcess.Program}' {parts[0]}{redirected}";
        if (parts.Length > 1)
            command = $"{{ {command}; echo $? >&3; }} 3>code | {parts[1]} >/dev/null; code=$(cat code); rm code; exit $code";
        using Process shell = CascadeProcess.StartOther("/bin/sh", new Dictionary<string, string>(), "-c", $"cd '{_folder.Path}' && "
            + $"dotnet=$(command -v '{CascadeProcess.Dotnet}'); {command}");
        shell.StandardInput.Close();
        (byte[] output, string error) = CascadeProcess.ReadToEnd(shell);
        Assert.Empty(Encoding.UTF8.GetString(output));
        return (shell.ExitCode, error);
    }
}
