using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Live;

namespace Cascade.Web.Tests;

/// <summary>The engine played over a socket, by a client as a page would be one.</summary>
public sealed class LiveTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private const int Rate = 48_000, BlockFrames = 240;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_sounds_at_its_pitch_block_after_block_and_then_there_is_silence()
    {
        using ClientWebSocket socket = await ConnectAsync("organ");
        await SendAsync(socket, Note(1, 69, 100));
        List<Block> blocks = await ReadAsync(socket, 200);
        // A listener who is kept from reading loses the oldest blocks: each still says which it is, and where it belongs.
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.Number < pair.Second.Number));
        Assert.All(blocks, block => Assert.Equal(blocks[0].Position + (block.Number - blocks[0].Number) * BlockFrames, block.Position));
        Assert.True(blocks[0].FollowsGap);
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.Equal(pair.Second.Number != pair.First.Number + 1, pair.Second.FollowsGap));
        Block[] sound = [.. blocks.Skip(100)];
        Assert.InRange(sound.Max(block => block.Left.Max()), 0.02f, 1);
        Assert.True(Strength(sound, 440) > 10 * Strength(sound, 466), "It is not A4.");
        await SendAsync(socket, Note(2, 69, 64));
        // The reverb dies away, then nothing is sent any more: half a second of silence, whose last block nobody loses, is the end.
        Block last = blocks[^1];
        long sounding = last.Position;
        Task<byte[]> next = ReceiveAsync(socket);
        while (await Task.WhenAny(next, Task.Delay(2_000, Cancellation)) == next || last.Position - sounding < Rate / 2)
        {
            last = Block.Of(await next);
            if (last.Left.Any(sample => sample != 0))
                sounding = last.Position;
            next = ReceiveAsync(socket);
        }
        Assert.InRange(last.Position - blocks[^1].Position, Rate / 2, 50 * Rate);
        await SendAsync(socket, Note(1, 60, 100));
        var again = Block.Of(await next);
        Assert.True(again.FollowsGap);
        Assert.Equal(last.Position + (again.Number - last.Number) * BlockFrames, again.Position);
    }

    [Fact]
    public async Task Whoever_lags_loses_the_oldest_sound_and_is_told_where()
    {
        var stream = new LiveStream(BackendConfiguration.FindSound("organ")!, KeyTuning.Default);
        stream.Play(EngineEvent.NoteOn(0, 69, 1));
        await using IAsyncEnumerator<byte[]> blocks = stream.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        stream.Advance();
        Assert.Equal((0, true), await NextAsync());
        stream.Advance();
        Assert.Equal((1, false), await NextAsync());
        const int lost = 7;
        for (int i = 0; i < LiveStream.MostWaiting + lost; i++)
            stream.Advance();
        Assert.Equal((2 + lost, true), await NextAsync());
        Assert.Equal((3 + lost, false), await NextAsync());

        async Task<(int Number, bool FollowsGap)> NextAsync()
        {
            Assert.True(await blocks.MoveNextAsync());
            var block = Block.Of(blocks.Current);
            Assert.Equal(block.Number * BlockFrames, block.Position);
            return ((int)block.Number, block.FollowsGap);
        }
    }

    [Theory]
    [InlineData("organ", 1_000)]
    [InlineData("grand", 1_000)]
    public async Task A_tuning_is_heard(string instrument, int blocks)
    {
        using ClientWebSocket socket = await ConnectAsync(instrument, query: "&a4=415&cents=0,0,0,0,0,0,0,0,0,-20.5,0,0");
        await SendAsync(socket, Note(1, 69, 100));
        Block[] sound = [.. (await ReadAsync(socket, blocks)).Skip(50)];
        double tuned = 415 * Math.Pow(2, -20.5 / 1_200);
        Assert.True(Strength(sound, tuned) > 5 * Strength(sound, 415), "It is not tuned.");
    }

    [Fact]
    public async Task Every_key_may_be_tuned_by_itself()
    {
        double[] cents = new double[128];
        (cents[60], cents[0], cents[127]) = (1_950.5, -20_000, 20_000);
        using ClientWebSocket socket = await ConnectAsync("organ", query: "&cents=" + string.Join(',', cents));
        await SendAsync(socket, Note(1, 60, 100));
        Block[] sound = [.. (await ReadAsync(socket, 150)).Skip(50)];
        double tuned = 440 * Math.Pow(2, (-900 + 1_950.5) / 1_200);
        Assert.True(Strength(sound, tuned) > 5 * Strength(sound, 440 * Math.Pow(2, -9.0 / 12)), "It is not tuned.");
    }

    [Fact]
    public async Task The_hall_is_turned()
    {
        double[] afterwards = [await AfterwardsAsync(0), await AfterwardsAsync(0.5), await AfterwardsAsync(1)];
        Assert.True(afterwards[1] > 100 * afterwards[0] && afterwards[2] > 1.2 * afterwards[1], string.Join(", ", afterwards));

        // How much is heard of a short note from half a second after its end on, against the note itself.
        static async Task<double> AfterwardsAsync(double hall)
        {
            var stream = new LiveStream(BackendConfiguration.FindSound("organ")!, KeyTuning.Default);
            await using IAsyncEnumerator<byte[]> blocks = stream.ReadAllAsync(Cancellation).GetAsyncEnumerator(Cancellation);
            stream.SetHall(hall);
            stream.Play(EngineEvent.NoteOn(0, 69, 1));
            double power = 0, own = 0;
            for (int i = 0; i < 240 && stream.IsAwake; i++)
            {
                if (i == 60)
                    stream.Play(EngineEvent.NoteOff(stream.Engine.Position, 69));
                stream.Advance();
                Assert.True(await blocks.MoveNextAsync());
                double here = Block.Of(blocks.Current).Left.Sum(sample => (double)sample * sample);
                (own, power) = (own + (i is >= 30 and < 60 ? here : 0), power + (i >= 160 ? here : 0));
            }
            return power / own + 1e-12;
        }
    }

    [Theory]
    [InlineData("&a4=500")]
    [InlineData("&a4=NaN")]
    [InlineData("&cents=0,0,0")]
    [InlineData("&cents=")]
    [InlineData("&cents=NaN,0,0,0,0,0,0,0,0,0,0,0")]
    [InlineData("&cents=0,0,0,0,0,0,0,0,0,0,0,200")]
    [InlineData("&cents=0,0,0,0,0,0,0,0,0,0,0,x")]
    public async Task A_tuning_out_of_range_is_refused(string query) =>
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("organ", query: query));

    [Fact]
    public async Task Pings_come_back_with_the_servers_clock()
    {
        using ClientWebSocket socket = await ConnectAsync("piano");
        byte[] ping = [0x50, 7, 0, 0, .. BitConverter.GetBytes(1234.5)];
        double last = 0;
        for (int i = 0; i < 20; i++)
        {
            await SendAsync(socket, ping);
            byte[] pong = await ReceiveAsync(socket);
            Assert.Equal(28, pong.Length);
            Assert.Equal(ping, pong[..12]);
            double received = BitConverter.ToDouble(pong, 12), sent = BitConverter.ToDouble(pong, 20);
            Assert.True(received > last && sent >= received);
            last = sent;
        }
    }

    [Fact]
    public async Task Another_instrument_takes_over_while_a_note_sounds()
    {
        using ClientWebSocket socket = await ConnectAsync("organ");
        await SendAsync(socket, Note(1, 60, 100));
        await ReadAsync(socket, 20);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"instrument\":\"strings\"}"), WebSocketMessageType.Text, true, Cancellation);
        await ReadAsync(socket, 300);
        await SendAsync(socket, Note(1, 72, 100));
        Assert.True((await ReadAsync(socket, 200)).SelectMany(block => block.Left).Max() > 0.01f);
    }

    [Theory]
    [InlineData("FF", WebSocketMessageType.Binary)]
    [InlineData("01 80 40 00 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("01 40 40 10 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("09 40 40 00 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("7B", WebSocketMessageType.Text)]
    [InlineData("7B 7D", WebSocketMessageType.Text)]
    [InlineData("6E 75 6C 6C", WebSocketMessageType.Text)]
    [InlineData("FF FE", WebSocketMessageType.Text)]
    // {"hall":2}
    [InlineData("7B 22 68 61 6C 6C 22 3A 32 7D", WebSocketMessageType.Text)]
    public async Task Nonsense_ends_the_connection_with_a_reason_and_nothing_else(string bytes, WebSocketMessageType type)
    {
        using ClientWebSocket socket = await ConnectAsync("organ");
        await socket.SendAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), type, true, Cancellation);
        var buffer = new byte[8_192];
        try
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, Cancellation);
            Assert.Equal(WebSocketMessageType.Close, result.MessageType);
            // What is no UTF-8 the framework itself refuses, by its number alone.
            Assert.True(result.CloseStatus == WebSocketCloseStatus.InvalidPayloadData || result.CloseStatusDescription!.Length > 10);
        }
        catch (WebSocketException) when (bytes == "FF FE")
        {
            // It ends the connection right afterwards, which may overtake its reason.
        }
        using ClientWebSocket other = await ConnectAsync("organ");
        await SendAsync(other, Note(1, 69, 100));
        await ReadAsync(other, 5);
    }

    [Fact]
    public async Task Who_leaves_in_any_way_leaves_nothing_behind()
    {
        for (int i = 0; i < 30; i++)
        {
            using ClientWebSocket socket = await ConnectAsync("organ");
            await SendAsync(socket, Note(1, 60 + i, 100));
            if (i % 3 == 0)
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
            else if (i % 3 == 1)
                socket.Abort();
        }
        using HttpClient client = host.Client();
        for (int i = 0; i < 100; i++)
        {
            if ((await client.GetFromJsonAsync<JsonElement>("/api/live", Cancellation)).GetProperty("streams").GetInt32() == 0)
                return;
            await Task.Delay(100, Cancellation);
        }
        Assert.Fail("Streams are left.");
    }

    [Fact]
    public async Task Other_sites_unknown_sounds_and_plain_requests_are_refused_before_there_is_a_socket()
    {
        using HttpClient client = host.Client();
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await client.GetAsync("/ws/play", Cancellation)).StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("kazoo"));
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("organ", "http://evil.example"));
        using ClientWebSocket own = await ConnectAsync("organ", host.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(WebSocketState.Open, own.State);
    }

    private async Task<ClientWebSocket> ConnectAsync(string instrument, string? origin = null, string query = "")
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        var address = new UriBuilder(host.Address)
        {
            Scheme = "ws",
            Path = "/ws/play",
            Query = "instrument=" + Uri.EscapeDataString(instrument) + query,
        };
        await socket.ConnectAsync(address.Uri, Cancellation);
        return socket;
    }

    private static byte[] Note(byte kind, int key, int value) => [kind, (byte)key, (byte)value, 0, 0, 0, 0, 0];

    private static Task SendAsync(ClientWebSocket socket, byte[] message) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, true, Cancellation);

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[8_192];
        WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, Cancellation);
        Assert.True(result.EndOfMessage && result.MessageType == WebSocketMessageType.Binary, result.CloseStatusDescription);
        return buffer[..result.Count];
    }

    private static async Task<List<Block>> ReadAsync(ClientWebSocket socket, int count)
    {
        var blocks = new List<Block>();
        while (blocks.Count < count)
            blocks.Add(Block.Of(await ReceiveAsync(socket)));
        return blocks;
    }

    // Of one frequency, each block at its place in time: what is missing between them changes nothing.
    private static double Strength(Block[] sound, double frequency)
    {
        double cosine = 0, sine = 0;
        long start = sound[0].Position, length = sound[^1].Position + BlockFrames - start;
        foreach (Block block in sound)
            for (int i = 0; i < BlockFrames; i++)
            {
                long n = block.Position + i - start;
                double weight = 1 - Math.Cos(2 * Math.PI * n / length), angle = 2 * Math.PI * frequency * n / Rate;
                cosine += weight * block.Left[i] * Math.Cos(angle);
                sine += weight * block.Left[i] * Math.Sin(angle);
            }
        return Math.Sqrt(cosine * cosine + sine * sine);
    }

    private sealed record Block(uint Number, long Position, bool FollowsGap, float[] Left)
    {
        public static Block Of(byte[] message)
        {
            Assert.Equal((0x41, 16 + 4 * BlockFrames), (message[0], message.Length));
            float[] left = [.. Enumerable.Range(0, BlockFrames)
                .Select(i => BinaryPrimitives.ReadInt16LittleEndian(message.AsSpan(16 + 4 * i)) / 32_768f)];
            return new Block(BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(4)),
                BinaryPrimitives.ReadInt64LittleEndian(message.AsSpan(8)), message[3] == 1, left);
        }
    }
}
