namespace Cascade.Package.Tests;

/// <summary>An empty folder to stand in, for programs that write where they stand. Its tests are of one collection: there is one such place
/// in a process.</summary>
[CollectionDefinition(nameof(WorkingFolder))]
public sealed class WorkingFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _home = Environment.CurrentDirectory;

    public WorkingFolder() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _home;
        _folder.Dispose();
    }
}
