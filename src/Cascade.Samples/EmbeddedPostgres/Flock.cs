namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The lock that a server and its children hold on the data until the last of them has ended, wherever they are seen
/// from.</summary>
/// <remarks>The program flock of util-linux takes it and becomes the server, whose processes inherit the open file. A host's own lock says
/// less: the host may be gone and its server not, and a host in another container sees no process of it.</remarks>
internal static class Flock
{
    private static readonly Lazy<Task<bool>> IsThere = new(async () =>
        OperatingSystem.IsLinux() && ServerAccount.IsInPath("flock")
        // Others of that name run the program beside themselves.
        && (await ToolRun.OfAsync(["flock", "--help"], CancellationToken.None)).Output.Contains("--no-fork", StringComparison.Ordinal));

    /// <summary>Whether this machine has it.</summary>
    public static Task<bool> IsThereAsync => IsThere.Value;

    /// <summary>A command that takes the lock, removes what a server before it left, and becomes the program.</summary>
    /// <param name="path">The lock's file, which is made when missing.</param>
    /// <param name="isLocked">The exit code when somebody else has the lock.</param>
    /// <param name="left">The file to remove.</param>
    /// <param name="program">The program and its arguments.</param>
    public static IEnumerable<string> Around(string path, int isLocked, string left, IEnumerable<string> program) =>
        ["flock", "--nonblock", "--conflict-exit-code", $"{isLocked}", "--no-fork", path, "sh", "-c", "rm -f -- \"$0\"; exec \"$@\"", left,
            .. program];
}
