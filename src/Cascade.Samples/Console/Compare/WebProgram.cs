using System.Diagnostics;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Compare;

/// <summary>Where the web host's program is.</summary>
internal static class WebProgram
{
    private const string Name = "cascade-web.dll", Project = "src/Cascade.Samples/Web";

    /// <summary>The program beside this one; else of the sources that this one was built from, built anew.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, Name);
        if (File.Exists(beside))
            return beside;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, Project)))
                return await BuildAsync(Path.Combine(folder.FullName, Project), cancellationToken).ConfigureAwait(false);
        throw new InputException($"--http: there is no {Name} beside this program; name it by --web.");
    }

    private static async Task<string> BuildAsync(string project, CancellationToken cancellationToken)
    {
        using Process build = Process.Start(new ProcessStartInfo("dotnet", ["build", "-c", "Release", "-v", "quiet", "-nologo", project])
        {
            RedirectStandardOutput = true,
        })!;
        string said = await build.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await build.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return build.ExitCode == 0 ? Path.Combine(project, "bin", "Release", "net10.0", Name)
            : throw new InputException($"--http: the web host could not be built: {said.Trim()}");
    }
}
