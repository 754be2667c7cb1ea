using Cascade.Dsp;
using Cascade.Samples.NAudio;
using NAudio.Wave;

if (!OperatingSystem.IsWindows())
{
    Console.Error.WriteLine("This plays through WASAPI, which only Windows has.");
    return 2;
}

var engine = new VoiceEngine(new PianoInstrument(), null, new Equalizer(), new Reverb(), new Limiter());
SequencePlayer? song = args.Length == 0 ? null : new SequencePlayer(Song.Read(args[0]).ToSequence(engine.SampleRate), engine.SampleRate);
var source = new EngineSampleProvider(engine, song);
GC.Collect();

using WasapiPlayer player = new WasapiPlayerBuilder().WithSharedMode().WithEventSync().WithLatency(20).WithMmcssThreadPriority("Pro Audio")
    .Build();
player.Init(source.ToWaveProvider());
player.Play();
song?.Play();

Console.WriteLine("Keys: a s d f g h j k play a scale, any other ends.");
const string Keys = "asdfghjk";
ReadOnlySpan<int> scale = [60, 62, 64, 65, 67, 69, 71, 72];
int held = -1;
for (int index; (index = Keys.IndexOf(char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar), StringComparison.Ordinal)) >= 0;)
{
    if (held >= 0)
        engine.NoteOff(held);
    held = scale[index];
    engine.NoteOn(held, 0.8f);
}
return 0;
