using System.Collections.Concurrent;
using System.Globalization;
using Cascade.Dsp;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>Engines that were used before and are as new: making one takes longer than a short note.</summary>
internal sealed class EnginePool
{
    private const int MostIdle = 4;

    private readonly ConcurrentDictionary<string, ConcurrentBag<PooledEngine>> _idle = new();

    /// <summary>Takes an engine that plays a job, from its start.</summary>
    public PooledEngine Rent(SoundJob job)
    {
        BackendConfiguration configuration = job.Configuration;
        string key = string.Create(
            CultureInfo.InvariantCulture,
            $"{job.Instrument}|{configuration.SampleRate}|{configuration.Volume:R}|{string.Join(',', configuration.Effects)}");
        if (!_idle.GetOrAdd(key, _ => []).TryTake(out PooledEngine? engine))
            engine = new PooledEngine(key, Make(job));
        engine.Begin(job);
        return engine;
    }

    /// <summary>Gives an engine back that has played to its end.</summary>
    public void Return(PooledEngine engine)
    {
        ConcurrentBag<PooledEngine> idle = _idle.GetOrAdd(engine.Key, _ => []);
        if (idle.Count < MostIdle)
            idle.Add(engine);
    }

    private static VoiceEngine Make(SoundJob job)
    {
        Sound sound = BackendConfiguration.FindSound(job.Instrument)!;
        Effect[] effects = [.. job.Configuration.Effects.Select(name => BackendConfiguration.EffectOf(name)!)
            .Select(patch => EffectKind.Find(patch.Effect)!.Create(patch))];
        var options = new EngineOptions
        {
            SampleRate = job.Configuration.SampleRate,
            Tuning = sound.Tuning,
            MasterGainDecibels = job.Configuration.Volume + sound.Gain,
        };
        return new VoiceEngine(sound.CreateInstrument(), options, effects);
    }
}
