using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class ServerRendering
{
    public static void Run()
    {
        // What a request brings, and what its answer is made of.
        using Stream midi = File.OpenRead("song.mid");
        using var answer = new MemoryStream();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));   // or HttpContext.RequestAborted

        try
        {
            Sequence song = Song.Read(midi).ToSequence(48_000);
            if (song.Duration > TimeSpan.FromMinutes(10))
                throw new InvalidOperationException("Songs of at most ten minutes, please.");
            var engine = new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter());
            using var wav = new WaveWriter(answer, 48_000, leaveOpen: true);
            RenderResult result = OfflineRenderer.Render(engine, song, wav, cancellationToken: timeout.Token);
            wav.Complete();
            Console.WriteLine($"{result.Duration.TotalSeconds:F1} s of music, {result.RealTimeFactor:F0} times real time");
        }
        catch (MidiFormatException e)
        {
            Console.WriteLine($"400 Bad Request: byte {e.Offset}: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Nobody waits for it any more.");
        }
        File.WriteAllBytes("answer.wav", answer.ToArray());
    }
}
