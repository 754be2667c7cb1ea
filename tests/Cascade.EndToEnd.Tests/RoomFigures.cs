using Microsoft.Playwright;
using static Cascade.EndToEnd.Tests.FigureFile;

namespace Cascade.EndToEnd.Tests;

/// <summary>Two pages in a room whose network shakes by up to 80 ms (P8).</summary>
/// <remarks>For a quiet machine: see <see cref="FigureFile"/>.</remarks>
public sealed class RoomFigures(Browser browser)
{
    [Theory]
    [InlineData("At once")]
    [InlineData("In exact rhythm")]
    public async Task P8_two_pages_and_a_shaken_network(string timing)
    {
        Require();
        await using Visit ada = await browser.OpenAsync(new VisitOptions { Scripts = [FigureScripts.Onsets] });
        string link = await RoomPageTests.OpenRoomAsync(ada);
        if (timing != "At once")
        {
            await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^" + timing) }).CheckAsync();
            await ada.Page.GetByLabel("Delay (ms)").FillAsync("120");
        }
        await ada.Page.Keyboard.PressAsync("Escape");
        await using Visit ben = await browser.OpenAsync(
            new VisitOptions { View = link, Scripts = [FigureScripts.Shaken, FigureScripts.Onsets] });
        await RoomPageTests.StartSoundAsync(ada);
        await RoomPageTests.StartSoundAsync(ben);
        // The clocks find each other.
        await ben.Page.WaitForTimeoutAsync(3_000);
        await ada.Page.EvaluateAsync("() => { onsets.length = 0; }");
        await ben.Page.EvaluateAsync("() => { onsets.length = 0; shaken.length = 0; }");
        for (int i = 0; i < 400; i++)
        {
            await ada.Page.Keyboard.PressAsync("KeyE", new() { Delay = 20 });
            await ada.Page.WaitForTimeoutAsync(20 + i * 7 % 40);
        }
        await ben.Page.WaitForTimeoutAsync(500);
        // Both pages tell the time by the machine's clock. What is late is counted from the stroke's own event: the sound that the
        // stroke has at its own page may have been late itself.
        double[] struck = await ada.Page.EvaluateAsync<double[]>("onsets.map(({ time }) => performance.timeOrigin + time)");
        double[] heard = await ben.Page.EvaluateAsync<double[]>("moments()"), waits = await ben.Page.EvaluateAsync<double[]>("shaken");
        Array.Sort(waits);
        double[] later = [.. struck.Zip(heard, (from, to) => to - from).Order()];
        double middle = Quantile(later, 0.5);
        double[] errors = [.. later.Select(value => Math.Abs(value - middle)).Order()];
        if (timing == "At once")
        {
            string text = (await ben.Page.GetByText("heard after").First.InnerTextAsync()).Trim();
            Tell("P8", $"{heard.Length} of {struck.Length} strokes, network shaken by p50 {Quantile(waits, 0.5):F1}, p99 "
                + $"{Quantile(waits, 0.99):F0} ms: at once", text, "median <= shaken p50 + 15 ms");
        }
        else
        {
            Tell("P8", $"{heard.Length} of {struck.Length} strokes, network shaken by p50 {Quantile(waits, 0.5):F1}, p99 "
                + $"{Quantile(waits, 0.99):F0} ms: in exact rhythm, error of the onset", $"p50 {Quantile(errors, 0.5):F2} ms, p99 "
                + $"{Quantile(errors, 0.99):F2} ms; {middle:F1} ms after the stroke, of which 120 are the room's delay", "p99 <= 2 ms");
        }
    }
}
