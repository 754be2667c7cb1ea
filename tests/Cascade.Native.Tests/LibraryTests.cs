using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Cascade.Aot.Smoke;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Dsp.Simd;

namespace Cascade.Native.Tests;

/// <summary>The C library, called by programs that gcc compiles.</summary>
public partial class LibraryTests(NativeBuild build, ITestOutputHelper output)
{
    private const string Sources = "tests/Cascade.Native.Tests/Programs/";
    private const int SampleRate = 48_000;
    // Where the GC keeps pointers no leak detector looks.
    private static readonly (string, string) s_addressSanitizer = ("ASAN_OPTIONS", "detect_leaks=0");

    [Fact]
    public async Task It_compiles_without_a_warning_and_exports_what_the_header_declares()
    {
        (string folder, ToolRun built) = await build.LibraryAsync();
        Assert.DoesNotMatch(@"warning [A-Z]+\d+", built.Output);
        IEnumerable<string> declared = Declaration()
            .Matches(await File.ReadAllTextAsync(Path.Combine(folder, "include/cascade.h"), TestContext.Current.CancellationToken))
            .Select(m => m.Groups[1].Value);
        ToolRun symbols = (await ToolRun.StartAsync("nm", ["-D", "--defined-only", Path.Combine(folder, "lib/libcascade.so")])).Succeeded();
        Assert.Equal(declared.Order(), Symbol().Matches(symbols.Output).Select(m => m.Groups[1].Value).Order());
        // Nothing of the runtime is among them, and each bears the version of the header.
        Assert.All(symbols.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches(@"^[0-9a-f]+ (T cascade_\w+@@CASCADE_2|A CASCADE_2)$", line));
        foreach (string image in Directory.GetFiles(Path.Combine(folder, "lib"), "libcascade.so.2", SearchOption.AllDirectories))
            Assert.Contains("Library soname: [libcascade.so.2]",
                (await ToolRun.StartAsync("readelf", ["-d", image])).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_newer_C_library_than_the_documentation_says()
    {
        (string folder, _) = await build.LibraryAsync();
        foreach (string image in Directory.GetFiles(Path.Combine(folder, "lib"), "libcascade.so.2", SearchOption.AllDirectories))
        {
            ToolRun symbols = (await ToolRun.StartAsync("objdump", ["-T", image])).Succeeded();
            Version needed = Glibc().Matches(symbols.Output).Max(m => Version.Parse(m.Groups[1].Value))!;
            output.WriteLine($"{image}: glibc {needed}");
            string documented = await File.ReadAllTextAsync(Path.Combine(NativeBuild.Repository, "docs/native.md"),
                TestContext.Current.CancellationToken);
            Assert.InRange(needed, new Version(2, 0), Version.Parse(DocumentedGlibc().Match(documented).Groups[1].Value));
        }
    }

    [Fact]
    public async Task A_program_that_is_built_by_pkg_config_plays_and_leaks_nothing_of_its_own_unseen()
    {
        (string folder, _) = await build.LibraryAsync();
        string program = build.File("by-pkg-config"),
            source = Path.Combine(NativeBuild.Repository, "src/Cascade.Samples/Native/examples/phrase.c");
        ToolRun flags = await PkgConfigAsync(folder, "--cflags", "--libs", "cascade");
        (await ToolRun.StartAsync("gcc",
            ["-std=c99", "-g", "-fsanitize=address", source,
            .. flags.Output.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            $"-Wl,-rpath,{folder}/lib", "-o", program])).Succeeded();
        (string, string)[] leaks =
        [
            ("ASAN_OPTIONS", "detect_leaks=1:fast_unwind_on_malloc=0"),
            ("LSAN_OPTIONS", $"suppressions={folder}/share/cascade/cascade.supp:print_suppressions=0"),
        ];
        ToolRun run = (await ToolRun.StartAsync(program, [build.File("pkg.wav")], leaks)).Succeeded();
        Assert.Equal(3 * SampleRate, (int)run.Number("position"));
        string leaking = await build.ProgramAsync(Sources + "leak.c", "-fsanitize=address");
        ToolRun found = await ToolRun.StartAsync(leaking, [], leaks);
        Assert.NotEqual(0, found.ExitCode);
        Assert.Contains("4321 byte(s)", found.Output, StringComparison.Ordinal);
        Assert.Equal(LibraryVersion,
            (await PkgConfigAsync(folder, "--modversion", "cascade")).Output.Trim());
    }

    [Fact]
    public async Task A_project_of_CMake_finds_the_installed_library_and_its_version()
    {
        (string folder, _) = await build.LibraryAsync();
        string tree = build.File("by-cmake");
        (await CMakeAsync("-S", Path.Combine(NativeBuild.Repository, Sources, "cmake"), "-B", tree, $"-DCMAKE_PREFIX_PATH={folder}",
            $"-DWANTED_VERSION={LibraryVersion.Split('-')[0]}", $"-DCMAKE_BUILD_RPATH={folder}/lib")).Succeeded();
        (await CMakeAsync("--build", tree)).Succeeded();
        ToolRun run = (await ToolRun.StartAsync(Path.Combine(tree, "phrase"), [build.File("cmake.wav")])).Succeeded();
        Assert.Equal(3 * SampleRate, (int)run.Number("position"));
        ToolRun newer = await CMakeAsync("-S", Path.Combine(NativeBuild.Repository, Sources, "cmake"), "-B", build.File("by-cmake-newer"),
            $"-DCMAKE_PREFIX_PATH={folder}", "-DWANTED_VERSION=999");
        Assert.NotEqual(0, newer.ExitCode);
        Assert.Contains($"version: {LibraryVersion}", newer.Output, StringComparison.Ordinal);
    }

    private static string LibraryVersion =>
        typeof(VoiceEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static async Task<ToolRun> PkgConfigAsync(string folder, params string[] arguments) =>
        (await StartAsync("pkg-config", arguments, ("PKG_CONFIG_PATH", $"{folder}/lib/pkgconfig"))).Succeeded();

    private static Task<ToolRun> CMakeAsync(params string[] arguments) => StartAsync("cmake", arguments);

    // What a machine may lack, and continuous integration has.
    private static async Task<ToolRun> StartAsync(string program, string[] arguments, params (string, string)[] environment)
    {
        try
        {
            return await ToolRun.StartAsync(program, arguments, environment);
        }
        catch (Win32Exception)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"There is no {program}.");
            throw;
        }
    }

    [Theory]
    [InlineData("x86-64-v4")]
    [InlineData("x86-64-v3")]
    [InlineData("x86-64-v2")]
    public async Task A_phrase_played_from_C_has_the_bits_of_the_engine_with_each_image_that_the_loader_may_take(string level)
    {
        Assert.SkipUnless(File.Exists(NativeBuild.Loader), "This is not a glibc system, whose loader chooses among the images.");
        Assert.SkipUnless(NativeBuild.Runs(level), $"This processor does not run {level}.");
        string program = await build.ProgramAsync("src/Cascade.Samples/Native/examples/phrase.c"), path = build.File($"{level}.wav");
        ToolRun run = (await ToolRun.StartAsync(NativeBuild.Loader, ["--glibc-hwcaps-mask", level, program, path])).Succeeded();
        output.WriteLine(run.Output);
        LaneWidth widest = level switch { "x86-64-v4" => LaneWidth.Bits512, "x86-64-v3" => LaneWidth.Bits256, _ => LaneWidth.Bits128 };
        LaneArithmetic arithmetic = level == "x86-64-v2" ? LaneArithmetic.Separate : LaneArithmetic.Fused;
        Assert.Equal((int)widest, (int)run.Number("width"));
        WaveSound sound = WaveFile.Read(path);
        (float[] left, float[] right) = Phrase(run, arithmetic);
        Assert.True(Bits(left).SequenceEqual(Bits(sound[0])));
        Assert.True(Bits(right).SequenceEqual(Bits(sound[1])));
    }

    [Fact]
    public async Task The_loader_takes_the_image_with_the_widest_vectors_of_the_processor()
    {
        string program = await build.ProgramAsync("src/Cascade.Samples/Native/examples/phrase.c");
        ToolRun run = (await ToolRun.StartAsync(program, [build.File("auto.wav"), "felt"])).Succeeded();
        Assert.Equal((int)NativeBuild.Width, (int)run.Number("width"));
    }

    [Fact]
    public async Task Every_call_does_and_refuses_what_the_header_says()
    {
        const int Frames = 10 * SampleRate;
        string program = await build.ProgramAsync(Sources + "calls.c", "-fsanitize=address,undefined");
        ToolRun run = (await ToolRun.StartAsync(program, [NativeBuild.Song, $"{Frames}"], s_addressSanitizer)).Succeeded();
        Assert.Equal(LibraryVersion, run.Value("version"));
        Assert.Equal(2 + PresetLibrary.Sounds.Count, (int)run.Number("instruments"));
        Assert.Equal($"{new PianoInstrument().Parameters.Count} {new Reverb().Parameters.Count} {new Limiter().Parameters.Count}",
            run.Value("parameters"));
        var hash = new FirstFrames(Frames);
        var engine =
            new VoiceEngine(new PianoInstrument(), new EngineOptions { SampleRate = SampleRate, Arithmetic = NativeBuild.Arithmetic },
            new Reverb(), new Limiter());
        OfflineRenderer.Render(engine, Song.Read(NativeBuild.Song).ToSequence(SampleRate), hash,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(hash.Text, run.Value("hash"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_million_random_calls_are_answered(int threads)
    {
        string program =
            await build.ProgramAsync(Sources + "fuzz.c", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-pthread");
        string calls = Environment.GetEnvironmentVariable("CASCADE_FUZZ_CALLS") ?? "1000000",
            seed = Environment.GetEnvironmentVariable("CASCADE_FUZZ_SEED") ?? "1";
        ToolRun run = (await ToolRun.StartAsync(program, [calls, seed, $"{threads}", NativeBuild.Song], s_addressSanitizer)).Succeeded();
        output.WriteLine(run.Output);
        Assert.True(run.Number("status-0") > 0 && run.Number("status-1") > 0 && run.Number("status-2") > 0, run.Output);
    }

    [Fact]
    public async Task What_calls_cost_is_printed()
    {
        ToolRun run = (await ToolRun.StartAsync(await build.ProgramAsync(Sources + "speed.c"), [])).Succeeded();
        output.WriteLine(run.Output);
        Assert.True(run.Number("note-on-ns") > 0);
    }

    // What examples/phrase.c plays.
    private static (float[] Left, float[] Right) Phrase(ToolRun run, LaneArithmetic arithmetic)
    {
        var engine =
            new VoiceEngine(new PianoInstrument(), new EngineOptions { SampleRate = SampleRate, Arithmetic = arithmetic }, new Equalizer(),
            new Reverb(), new Limiter());
        float[] left = new float[3 * SampleRate], right = new float[3 * SampleRate];
        ReadOnlySpan<byte> keys = [48, 55, 60, 64, 67, 72];
        engine.Events.TryEnqueue(EngineEvent.Control(0, 64, 1));
        for (int i = 0; i < keys.Length; i++)
            engine.Events.TryEnqueue(EngineEvent.NoteOn(100 + 4801 * i, keys[i], 0.3f + 0.1f * i));
        engine.Render(left.AsSpan(0, SampleRate), right.AsSpan(0, SampleRate));
        engine.Control(64, 0);
        engine.NoteOn(76, 0.9f);
        engine.Set(engine.Effects[1], Effect.Mix, 0.5f);
        engine.Render(left.AsSpan(SampleRate, SampleRate), right.AsSpan(SampleRate, SampleRate));
        engine.NoteOff(76);
        engine.Events.TryEnqueue(new EngineEvent(engine.Position, EventKind.PitchBend, 0, 0, -0.5f));
        engine.Render(left.AsSpan(2 * SampleRate), right.AsSpan(2 * SampleRate));
        Assert.Equal(engine.ActiveVoices, (int)run.Number("voices"));
        Assert.Equal(engine.Position, (long)run.Number("position"));
        return (left, right);
    }

    private static ReadOnlySpan<int> Bits(ReadOnlySpan<float> samples) => MemoryMarshal.Cast<float, int>(samples);

    [GeneratedRegex(@"CASCADE_API \w+ (cascade_\w+)\(")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"GLIBC_(\d+\.\d+)")]
    private static partial Regex Glibc();

    [GeneratedRegex(@"glibc (\d+\.\d+) or later")]
    private static partial Regex DocumentedGlibc();

    [GeneratedRegex(@" T (cascade_\w+)")]
    private static partial Regex Symbol();

    /// <summary>The hash of the first frames.</summary>
    private sealed class FirstFrames(int frames) : IAudioSink
    {
        private readonly SampleHash _hash = new();
        private int _left = frames;

        public string Text => _hash.Text;

        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            int count = Math.Min(_left, left.Length);
            _hash.Write(left[..count], right[..count]);
            _left -= count;
        }
    }
}
