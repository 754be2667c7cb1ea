using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Package.Tests.Embedding;

internal static class Recording
{
    public static void Run()
    {
        var engine = new VoiceEngine(new PianoInstrument());
        float[] left = new float[480], right = new float[480];
        var take = new List<EngineEvent>();

        // Bytes as a MIDI keyboard sends them: C4 down, E4 down (running status), pedal down, both up.
        var keyboard = new MidiParser();
        var heard = new EventQueue();
        byte[][] arriving = [[0x90, 60, 100], [64, 90], [0xB0, 64, 127], [0x80, 60, 0, 64, 0]];

        for (int piece = 0; piece < 100; piece++)
        {
            if (piece % 25 == 0)
                keyboard.Parse(arriving[piece / 25], time: engine.Position, heard);
            while (heard.TryDequeue(out EngineEvent e))
            {
                take.Add(e);
                engine.Events.TryEnqueue(e);
            }
            engine.Render(left, right);
        }

        var sequence = new Sequence([.. take], engine.SampleRate, length: engine.Position);
        Song.FromSequence(sequence).Write("take.mid");
    }
}
