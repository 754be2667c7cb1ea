using System.Globalization;

namespace Cascade.Web.Figures;

/// <summary>H5: a fifth of what players send is held up on its way, by 3 ms after Pareto, one in a hundred by 80 ms.</summary>
/// <param name="Events">How many were heard.</param>
/// <param name="JitterP95">What 95 % of the delays that were put in stay below, ms.</param>
/// <param name="TightP95">From the stroke to its being heard, ms, where it is played as it comes.</param>
/// <param name="FaithfulP99">How far its place is wrong, ms, where it is played a fixed time after its stroke.</param>
/// <param name="TooLate">Events that came after that time.</param>
internal sealed record Jitter(long Events, double JitterP95, double TightP95, double FaithfulP99, long TooLate)
{
    private const double Share = 0.2, BurstShare = 0.01, Burst = 80, Scale = 3, Shape = 3;
    private const int Pings = 8;

    /// <summary>Runs it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="players">How many play in one room.</param>
    /// <param name="faithful">How long after its stroke a note is played, ms.</param>
    /// <param name="perSecond">Events of each player.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Jitter> RunAsync(
        MeasuredHost host, int players, double faithful, double perSecond, double seconds, CancellationToken cancellationToken)
    {
        await using RoomLoad load = await RoomLoad.FillAsync(host, 1, players, 0, cancellationToken).ConfigureAwait(false);
        var random = new Random(1);
        Lock gate = new();
        Delays put = new(), tight = new(), error = new();
        long late = 0;
        // Which stroke an event is tells its sender's place, and that of the last that was heard of them.
        Dictionary<byte, List<double>> strokes = [];
        foreach (RoomPlayer player in load[0])
        {
            player.Lag = Lag;
            strokes[player.Id] = [];
        }
        foreach (RoomPlayer player in load[0])
        {
            for (int i = 0; i < Pings; i++)
                await player.PingAsync(cancellationToken).ConfigureAwait(false);
            Dictionary<byte, int> heard = [];
            player.OnEvent = (of, time, now) =>
            {
                int place = heard.GetValueOrDefault(of);
                heard[of] = place + 1;
                double stroke;
                lock (gate)
                    stroke = strokes[of][place];
                tight.Add(now - stroke);
                // Where it sounds, by the receiver's own clock, and where it should; what comes later than that sounds when it comes.
                double sounds = Math.Max(now, time - player.Offset + faithful);
                error.Add(Math.Abs(sounds - stroke - faithful));
                if (now > time - player.Offset + faithful)
                    Interlocked.Increment(ref late);
            };
        }
        // The pings' answers are there.
        await Task.Delay(500, cancellationToken).ConfigureAwait(false);
        double start = Clock.Milliseconds, step = 1_000 / perSecond;
        int events = (int)(seconds * perSecond) / 2 * 2;
        await Task.WhenAll(load[0].Select(async (player, i) =>
        {
            for (int n = 0; n < events; n++)
            {
                await Clock.UntilAsync(start + n * step + i * step / players, cancellationToken).ConfigureAwait(false);
                double stroke = Clock.Milliseconds;
                lock (gate)
                    strokes[player.Id].Add(stroke);
                await player.PlayAsync(stroke + player.Offset, cancellationToken).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        for (int wait = 0; wait < 1_200 && load.Members.Sum(m => m.Heard) < load.Expected; wait++)
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        return new Jitter(tight.Count, put.Quantile(0.95), tight.Quantile(0.95), error.Quantile(0.99), late);

        double Lag()
        {
            double lag;
            lock (gate)
                lag = random.NextDouble() < BurstShare ? Burst
                    : random.NextDouble() < Share ? Scale * (Math.Pow(1 - random.NextDouble(), -1 / Shape) - 1) + Scale : 0;
            put.Add(lag);
            return lag;
        }
    }

    public string Tell(double faithful) => string.Create(CultureInfo.InvariantCulture,
        $"{Events} events with jitter, p95 of it {JitterP95:F1} ms: "
        + $"tight, p95 {TightP95:F1} ms after the stroke (goal {JitterP95 + 5:F1}); "
        + $"faithful at {faithful:F0} ms, p99 of the error {FaithfulP99:F2} ms (goal 1), {TooLate} too late");
}
