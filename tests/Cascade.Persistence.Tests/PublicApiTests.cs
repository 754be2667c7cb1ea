using Cascade.Dsp.Tests.Architecture;

namespace Cascade.Persistence.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_as_written_down() => PublicApi.AssertWrittenDown(typeof(CascadeStore).Assembly, "Cascade.Persistence");
}
