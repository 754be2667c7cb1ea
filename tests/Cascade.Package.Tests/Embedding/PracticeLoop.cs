using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class PracticeLoop
{
    public static void Run()
    {
        // A song of four bars of 3/4, composed here; Song.Read("song.mid") gives one from a file.
        var score = new SongBuilder { Title = "Exercise" };
        score.AddTempo(0, Tempo.FromBeatsPerMinute(180));
        score.AddMetre(0, new MidiTimeSignature(3, 4));
        int right = score.AddTrack("Right hand");
        for (int i = 0; i < 12; i++)
            score.AddNote(right, tick: 480 * i, length: 480, key: 60 + i);
        Song song = score.ToSong();
        song.Write("exercise.mid");

        // Bars 2 and 3 again and again, at half speed.
        var engine = new VoiceEngine(new PianoInstrument());
        var player = new SequencePlayer(song.ToSequence(engine.SampleRate), engine.SampleRate) { Speed = 0.5 };
        long start = song.SampleAt(new SongPosition(Bar: 2), engine.SampleRate);
        player.SetLoop(start, song.SampleAt(new SongPosition(Bar: 4), engine.SampleRate));
        player.Seek(start);
        player.Play();

        float[] leftEar = new float[480], rightEar = new float[480];
        using var writer = new WaveWriter("exercise.wav", engine.SampleRate);
        for (int piece = 0; piece < 800; piece++)
        {
            player.Advance(engine.Events, engine.Position, leftEar.Length);
            engine.Render(leftEar, rightEar);
            writer.Write(leftEar, rightEar);
        }
        writer.Complete();
    }
}
