using System.Diagnostics;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;

namespace Cascade.GeneralMidi.Figures;

/// <summary>Notes of a sound font, played by FluidSynth without reverb and chorus.</summary>
internal static class SoundFont
{
    private const int TicksPerSecond = 960;
    private const double Spacing = Note.Length + 0.3;
    private const int Channel = 0, DrumChannel = 9;

    // So many notes fit a file of some 100 MB.
    private const int NotesPerFile = 64;

    /// <summary>The mean of both sides of every note, from just before it begins.</summary>
    /// <exception cref="InvalidOperationException">FluidSynth is missing or fails.</exception>
    public static IEnumerable<(Note Note, float[] Sound)> Play(string font, IEnumerable<Note> notes)
    {
        foreach (Note[] some in notes.Chunk(NotesPerFile))
        {
            string name = Path.Combine(Path.GetTempPath(), $"cascade-{Guid.NewGuid():N}");
            try
            {
                SongOf(some).Write(name + ".mid");
                Render(font, name + ".mid", name + ".wav");
                using var reader = new WaveReader(name + ".wav");
                for (int i = 0; i < some.Length; i++)
                    yield return (some[i], Read(reader, (long)((i + 1) * Spacing * Note.Rate) - Note.Rate / 100));
            }
            finally
            {
                File.Delete(name + ".mid");
                File.Delete(name + ".wav");
            }
        }
    }

    private static MidiFile SongOf(Note[] notes)
    {
        var events = new List<MidiEvent>();
        void Add(double time, int status, int data1, int data2 = 0) => events.Add(MidiEvent.FromMessage(
            (long)Math.Round(time * TicksPerSecond), new MidiMessage((byte)status, (byte)data1, (byte)data2)));

        for (int i = 0; i < notes.Length; i++)
        {
            (int program, int key, int velocity) = notes[i];
            int channel = program == Note.Drums ? DrumChannel : Channel;
            double start = (i + 1) * Spacing;
            Add(start - 0.2, 0xB0 | channel, 120);
            Add(start - 0.1, 0xC0 | channel, program == Note.Drums ? 0 : program);
            Add(start, 0x90 | channel, key, velocity);
            Add(start + Note.Held, 0x80 | channel, key);
        }
        Add((notes.Length + 1) * Spacing, 0xB0, 120);
        return new MidiFile(0, MidiDivision.Quarter(TicksPerSecond / 2), new MidiTrack(events.ToArray()));
    }

    private static void Render(string font, string song, string sound)
    {
        string[] arguments =
        [
            "-ni", "-q", "-R", "0", "-C", "0", "-r", $"{Note.Rate}", "-O", "float", "-o", "synth.dynamic-sample-loading=1",
            "-F", sound, font, song,
        ];
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("fluidsynth", arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0 || !File.Exists(sound))
                throw new InvalidOperationException($"fluidsynth ended with {process.ExitCode} and played nothing of {font}.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("There is no fluidsynth on the path; Debian's package is called fluidsynth.", e);
        }
    }

    private static float[] Read(WaveReader reader, long start)
    {
        reader.Position = start;
        var frames = new float[2 * (int)(Note.Length * Note.Rate)];
        reader.Read(frames);
        var mono = new float[frames.Length / 2];
        for (int i = 0; i < mono.Length; i++)
            mono[i] = (frames[2 * i] + frames[2 * i + 1]) / 2;
        return mono;
    }
}
