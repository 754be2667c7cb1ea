using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

public class ClusterProcessesTests
{
    [Fact]
    public void Links_anywhere_in_a_path_are_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows asks for privileges to make links.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("real/inner"));
        Directory.CreateSymbolicLink(folder.File("first"), "real");
        Directory.CreateSymbolicLink(folder.File("second"), folder.File("first"));
        Assert.Equal(ClusterProcesses.RealPath(folder.File("real/inner")), ClusterProcesses.RealPath(folder.File("second/inner")));
    }
}
