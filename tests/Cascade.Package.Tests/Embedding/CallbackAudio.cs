using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class CallbackAudio
{
    public static void Run()
    {
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("electric piano")));
        EventQueue metronome = engine.AddQueue();   // a queue of its own for each thread that plays

        // This thread plays through engine.Events, another through its own queue. Both say at which sample.
        for (int i = 0; i < 8; i++)
        {
            engine.Events.TryEnqueue(EngineEvent.NoteOn(time: i * 12_000, key: 60 + 2 * i, velocity: 0.8f));
            engine.Events.TryEnqueue(EngineEvent.NoteOff(time: i * 12_000 + 9_000, key: 60 + 2 * i));
        }
        var ticking = new Thread(() =>
        {
            for (int beat = 0; beat < 4; beat++)
                metronome.TryEnqueue(EngineEvent.NoteOn(beat * 24_000, key: 96, velocity: 0.5f, channel: 1));
        });
        ticking.Start();
        ticking.Join();

        // The sound card asks, on its own thread, for as many frames as it wants: 441, 512, 1 ...
        var card = new SoundCard(engine.RenderInterleaved);
        card.Play(frames: 2 * engine.SampleRate);
        card.Save("callback.wav", engine.SampleRate);
    }
}

internal delegate void AudioCallback(Span<float> interleaved);

internal sealed class SoundCard(AudioCallback callback)
{
    private readonly List<float> _played = [];

    public void Play(int frames)
    {
        var audioThread = new Thread(() =>
        {
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
            var buffer = new float[2 * 1024];
            int[] sizes = [441, 512, 1, 1024, 480];
            for (int asked = 0; _played.Count < 2 * frames; asked++)
            {
                Span<float> piece = buffer.AsSpan(0, 2 * Math.Min(sizes[asked % sizes.Length], frames - _played.Count / 2));
                callback(piece);
                _played.AddRange(piece);
            }
        });
        audioThread.Start();
        audioThread.Join();
    }

    public void Save(string path, int sampleRate)
    {
        using var writer = new WaveWriter(path, sampleRate, format: WaveFormat.Float32);
        writer.WriteInterleaved(CollectionsMarshal.AsSpan(_played));
        writer.Complete();
    }
}
