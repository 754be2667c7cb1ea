namespace Cascade.Dsp.Tests.Architecture;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_as_written_down() => PublicApi.AssertWrittenDown(typeof(VoiceEngine).Assembly, "Cascade.Dsp");
}
