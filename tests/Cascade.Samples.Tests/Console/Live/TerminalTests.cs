using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>What a person at a terminal sees and types, through a pseudo terminal.</summary>
public sealed partial class TerminalTests(PulseServer server) : IClassFixture<PulseServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _screen = new();
    private Process? _program;
    private string _size = "cols 120 rows 40";

    public void Dispose()
    {
        _program?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Keys_steer_a_song()
    {
        Start("play");
        See("playing  0:00");
        Type(" ");
        See("paused");
        TimeSpan before = ShownTime();
        Type("\e[C");
        Wait(() => ShownTime() >= before + TimeSpan.FromSeconds(5), "the song did not move");
        Type("\e[A");
        See("speed 105 %");
        Type("r");
        See("R:reverb off");
        Type("c");
        See("C:chorus on");
        Type("\t");
        See("grand   ");
        Type("\e[H");
        Wait(() => ShownTime() < TimeSpan.FromSeconds(1), "the song did not go back");
        Type(" ");
        See("playing  0:01");
        Type("q");
        AssertLeft(CommandLine.Success);
    }

    [Fact]
    public void Keys_are_a_piano()
    {
        Start("live", "--hold", "0.2");
        See("octave 0");
        Type("q");
        // C4 is the fortieth of 88 keys, white, and green while it is down.
        See("\e[42m ");
        See("voices    1");
        Type("\e[C");
        See("octave +1");
        Type(" ");
        See("sustain on");
        Type("\e[B");
        See("velocity 88");
        Type("\x03");
        AssertLeft(CommandLine.Interrupted);
    }

    [Fact]
    public void Thirty_columns_and_eight_lines_hold_what_matters()
    {
        _size = "cols 30 rows 8";
        Start("play");
        See("playing  0:0");
        See("L ");
        See("R ");
        See("underruns ");
        Assert.DoesNotContain("tab/shift-tab", Screen(), StringComparison.Ordinal);
        Type("q");
        AssertLeft(CommandLine.Success);
    }

    private void Start(params string[] args)
    {
        server.Require();
        Assert.SkipUnless(File.Exists("/usr/bin/script") || Environment.GetEnvironmentVariable("CI") == "true",
            "There is no 'script', which gives a program a terminal; it is in bsdutils or util-linux.");
        string command = $"trap : INT; stty {_size}; stty -g > before; '{CascadeProcess.Dotnet}' exec "
            + $"'{CascadeProcess.Program}' {string.Join(' ', args)}; echo $? > code; stty -g > after";
        var environment = new Dictionary<string, string>(server.Environment) { ["SHELL"] = "/bin/sh" };
        _program =
            CascadeProcess.StartOther("sh", environment, "-c",
            $"cd '{_folder.Path}' && exec env --default-signal=INT script -qefc \"$0\" /dev/null", command);
        _program.OutputDataReceived += (_, line) =>
        {
            lock (_screen)
                _screen.Append(line.Data).Append('\n');
        };
        _program.BeginOutputReadLine();
        _program.BeginErrorReadLine();
    }

    private void Type(string keys)
    {
        lock (_screen)
            _screen.Clear();
        _program!.StandardInput.Write(keys);
        _program.StandardInput.Flush();
    }

    private void See(string text) => Wait(() => Screen().Contains(text, StringComparison.Ordinal), $"{text} was not to be seen");

    private void Wait(Func<bool> isDone, string what) => CascadeProcess.WaitFor(_program!, isDone, () => $"{what}: {Screen()}");

    private string Screen()
    {
        lock (_screen)
            return _screen.ToString();
    }

    private TimeSpan ShownTime() => Time().Matches(Screen()) is [.., { } last]
        ? TimeSpan.ParseExact(last.Groups[1].Value, @"m\:ss\.fff", CultureInfo.InvariantCulture)
        : TimeSpan.FromMinutes(5);

    private void AssertLeft(int code)
    {
        Assert.True(_program!.WaitForExit(TimeSpan.FromMinutes(2)), $"The program goes on: {Screen()}");
        // Its output too.
        _program.WaitForExit();
        Assert.Contains("\e[?25h\e[?1049l", Screen(), StringComparison.Ordinal);
        Assert.Equal($"{code}", File.ReadAllText(_folder.File("code")).Trim());
        Assert.Equal(File.ReadAllText(_folder.File("before")), File.ReadAllText(_folder.File("after")));
    }

    [GeneratedRegex(@"(\d+:\d\d\.\d\d\d) / ")]
    private static partial Regex Time();
}
