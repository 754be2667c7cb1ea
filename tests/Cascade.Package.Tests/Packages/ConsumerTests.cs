using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Packages;

/// <summary>What one gets who installs the package.</summary>
[Collection(nameof(PackageCollection))]
public sealed class ConsumerTests(PackedPackages packages)
{
    private readonly Consumers _consumers = Made(packages);

    [Fact]
    public void New_projects_build_without_a_warning() => Assert.Matches(@"\b0 Warning\(s\)", _consumers.Log);

    [Theory]
    [InlineData("console", "c4.wav", 48_000)]
    [InlineData("game", "game.wav", 144_000)]
    public void The_program_makes_the_same_sound_on_both_targets(string program, string written, int frames)
    {
        byte[] sound = Play(program, "net10.0", written);
        Assert.Equal(sound, Play(program, "net9.0", written));
        AssertSounds(sound, frames);
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net9.0")]
    public async Task The_server_answers_with_a_note(string target)
    {
        using Process server = Process.Start(_consumers.Start("web", target, "--urls", "http://127.0.0.1:0"))!.Watched();
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(server) };
            using HttpResponseMessage answer =
                await client.GetAsync(new Uri("/notes/60?velocity=0.9", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "audio/wav"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            AssertSounds(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), 48_000);
            using HttpResponseMessage refused =
                await client.GetAsync(new Uri("/notes/128", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static Consumers Made(PackedPackages packages)
    {
        try
        {
            return packages.Consumers;
        }
        catch (ToolException e) when (e.Message.Contains("NU1301", StringComparison.Ordinal)
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("No source of packages can be reached.");
            throw;
        }
    }

    private byte[] Play(string program, string target, string written)
    {
        Tool.Run(_consumers.Start(program, target));
        return File.ReadAllBytes(Path.Combine(_consumers.Output(program, target), written));
    }

    private static void AssertSounds(byte[] wav, int frames)
    {
        using var reader = new WaveReader(new MemoryStream(wav));
        Assert.Equal((48_000, 2), (reader.SampleRate, reader.Channels));
        Assert.True(reader.Frames >= frames);
        var samples = new float[2 * frames];
        Assert.Equal(frames, reader.Read(samples));
        Assert.Contains(samples, sample => Math.Abs(sample) > 0.01f);
    }

    private static async Task<Uri> AddressAsync(Process server)
    {
        Task<string> error = server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            if (Regex.Match(line, @"Now listening on: (http://\S+)") is { Success: true } match)
                return new Uri(match.Groups[1].Value);
        throw new ToolException($"The server ended before it listened:\n{await error}");
    }
}
