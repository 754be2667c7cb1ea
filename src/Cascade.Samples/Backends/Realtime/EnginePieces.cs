using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Realtime;

/// <summary>A job that an engine plays, piece by piece.</summary>
internal sealed class EnginePieces(EnginePool engines, SoundJob job) : IPieces
{
    private readonly PooledEngine _engine = engines.Rent(job);

    public int Channels => 2;

    public int Read(Span<float> samples)
    {
        int count = _engine.Read(samples);
        if (count < samples.Length / 2)
            engines.Return(_engine);
        return count;
    }
}
