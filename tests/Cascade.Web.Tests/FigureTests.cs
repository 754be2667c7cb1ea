using Cascade.Web.Figures;
using Microsoft.AspNetCore.Builder;

namespace Cascade.Web.Tests;

/// <summary>Samples of what <c>benchmarks/Cascade.Web.Figures</c> measures: that nothing is lost, out of order, wrong or stuck. The times
/// are for a machine that does nothing else.</summary>
public sealed class FigureTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 4, 0)]
    [InlineData(1, 6, 10)]
    public async Task Everybody_hears_all_of_the_others_in_order(int rooms, int players, int listeners)
    {
        using var measured = new MeasuredHost(host.Address);
        FullRooms figures = await FullRooms.RunAsync(measured, rooms, players, listeners, 1, Cancellation);
        // Played for a second twice over, by ten events of each player; the rest of a room hears them.
        Assert.Equal(2 * rooms * players * 10, figures.Sent);
        Assert.Equal(figures.Sent * (players - 1 + listeners), figures.Expected);
        Assert.Equal((figures.Expected, 0, 0), (figures.Heard, figures.Lost, figures.OutOfOrder));
        Assert.True(figures.P99 >= figures.Median && figures.Median >= 0);
    }

    [Fact]
    public async Task Pianos_are_streamed_side_by_side()
    {
        using var measured = new MeasuredHost(host.Address);
        Streams figures = await Streams.RunAsync(measured, 3, 1, Cancellation);
        Assert.Equal(3, figures.Count);
        Assert.True(figures.Blocks >= 3, figures.Tell());
    }

    [Fact]
    public async Task A_late_joiner_has_the_picture_of_the_others()
    {
        using var measured = new MeasuredHost(host.Address);
        LateJoiners figures = await LateJoiners.RunAsync(measured, 6, 5, 3, Cancellation);
        Assert.Equal((3, 0), (figures.Joins, figures.Wrong));
    }

    [Fact]
    public async Task Whoever_reads_too_slowly_is_cut_off_and_the_others_miss_nothing()
    {
        using var measured = new MeasuredHost(host.Address);
        SlowReader figures = await SlowReader.RunAsync(measured, 12, 20, 1, Cancellation);
        Assert.Equal((true, 0), (figures.IsCut, figures.Lost));
    }

    [Fact]
    public async Task What_is_held_up_on_its_way_is_heard_all_the_same()
    {
        using var measured = new MeasuredHost(host.Address);
        Jitter figures = await Jitter.RunAsync(measured, 4, 100, 10, 1, Cancellation);
        Assert.Equal(4 * 10 * 3, figures.Events);
        Assert.True(figures.JitterP95 > 3 && figures.TightP95 > 0, figures.Tell(100));
    }

    [Fact]
    public async Task Whoever_comes_and_goes_leaves_no_key()
    {
        using var measured = new MeasuredHost(host.Address);
        Comings figures = await Comings.RunAsync(measured, 60, Cancellation);
        Assert.Equal((60, 0), (figures.Joins, figures.Stuck));
    }

    [Fact]
    public async Task The_ceiling_is_an_echo_of_the_same_framework()
    {
        await using WebApplication echo = await EchoServer.StartAsync("http://127.0.0.1:0", Cancellation);
        Assert.True(await EchoServer.MeasureAsync(new Uri(echo.Urls.First()), 4, 0.2, Cancellation) > 0);
    }
}
