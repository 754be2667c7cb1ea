using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Simd;
using Cascade.Native.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(NativeBuild))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Cascade.Native.Tests;

/// <summary>Compiles the native parts, each once and out of the repository's tree, when a test asks for it.</summary>
public sealed class NativeBuild : IDisposable
{
    /// <summary>The loader of glibc, a program too.</summary>
    public const string Loader = "/lib64/ld-linux-x86-64.so.2";

    private const string Restored = "restored";
    private static readonly Lazy<string> s_levels =
        new(() => System.IO.File.Exists(Loader) ? ToolRun.StartAsync(Loader, ["--help"]).GetAwaiter().GetResult().Output : "");

    private readonly string _folder = Directory.CreateTempSubdirectory("cascade-native-").FullName;
    private readonly Dictionary<string, ToolRun> _builds = [];

    public static string Repository { get; } = typeof(NativeBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "Repository").Value!;

    public static string Song => Path.Combine(Repository, "src/Cascade.Samples/Console/Songs/prelude-in-c.mid");

    /// <summary>The widest vectors of the images that this processor runs: what glibc's loader takes, whatever the just-in-time compiler is
    /// told to do without.</summary>
    public static LaneWidth Width => Runs("x86-64-v4") ? LaneWidth.Bits512 : Runs("x86-64-v3") ? LaneWidth.Bits256 : LaneWidth.Bits128;

    /// <summary>How the image that the loader takes multiplies and adds.</summary>
    public static LaneArithmetic Arithmetic => Runs("x86-64-v3") ? LaneArithmetic.Fused : LaneArithmetic.Separate;

    /// <summary>True if the processor runs images of a level, <c>x86-64-v2</c> to <c>x86-64-v4</c>: glibc's loader says so.</summary>
    public static bool Runs(string level) => s_levels.Value.Contains($"{level} (supported", StringComparison.Ordinal);

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>The smoke application for a level of processors, and what its compilation said.</summary>
    internal async Task<(string Program, ToolRun Build)> SmokeAsync(string level)
    {
        string folder = File("smoke-" + level);
        ToolRun build =
            await OnceAsync("smoke-" + level, "tests/Cascade.Aot.Smoke", "publish", "-o", folder, $"-p:IlcInstructionSet={level}",
            $"-p:NativeOutputPath={folder}-native/", $"-p:NativeIntermediateOutputPath={folder}-native/");
        return (Path.Combine(folder, "cascade-smoke"), build);
    }

    /// <summary>The folder of the C library with its header, and what its compilation said.</summary>
    internal async Task<(string Folder, ToolRun Build)> LibraryAsync() =>
        (File("library"),
            await OnceAsync("library", "src/Cascade.Samples/Native", "build", "-t:Install", $"-p:Prefix={File("library")}"));

    /// <summary>Compiles a C program against the library, strictly.</summary>
    internal async Task<string> ProgramAsync(string source, params string[] options)
    {
        (string library, _) = await LibraryAsync();
        string program = Path.Combine(library, Path.GetFileNameWithoutExtension(source));
        string[] arguments =
            ["-std=c99", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pedantic", .. options, Path.Combine(Repository, source),
            $"-I{library}/include", $"-L{library}/lib", "-lcascade", "-lm", "-Wl,-rpath,$ORIGIN/lib", "-o", program];
        (await ToolRun.StartAsync("gcc", arguments)).Succeeded();
        return program;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<ToolRun> OnceAsync(string name, string project, string verb, params string[] arguments)
    {
        await RequireAsync(project);
        if (!_builds.TryGetValue(name, out ToolRun? build))
            _builds[name] = build =
                await DotnetAsync([verb, Path.Combine(Repository, project), "-c", "Release", "--no-restore", .. arguments]);
        return build.Succeeded();
    }

    // A machine that cannot compile natively at all skips these tests; continuous integration must be able to.
    private async Task RequireAsync(string project)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            "The native tests are for Linux on x64.");
        try
        {
            await ToolRun.StartAsync("gcc", ["--version"]);
        }
        catch (Win32Exception)
        {
            Miss("There is no gcc to link with; install it, for instance by 'apt-get install gcc libc6-dev'.");
        }
        string name = Restored + project;
        if (!_builds.TryGetValue(name, out ToolRun? restore))
            _builds[name] = restore = await DotnetAsync(["restore", Path.Combine(Repository, project)]);
        if (restore.ExitCode != 0)
            Miss($"The native compiler's package cannot be restored:\n{restore.Output}");
    }

    // dotnet restore takes -r for a list of identifiers, in which the projects do not see theirs.
    private Task<ToolRun> DotnetAsync(IEnumerable<string> arguments) =>
        ToolRun.StartAsync("dotnet",
        [.. arguments, "-p:RuntimeIdentifier=linux-x64", "--artifacts-path", File("artifacts"), "--disable-build-servers"],
        ("DOTNET_CLI_UI_LANGUAGE", "en"));

    private static void Miss(string what)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", what);
        Assert.Fail(what);
    }
}
