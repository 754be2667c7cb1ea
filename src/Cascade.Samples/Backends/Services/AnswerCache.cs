using System.Security.Cryptography;
using System.Text.Json;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <summary>What was answered last, by the whole request and configuration; so many bytes of it.</summary>
/// <param name="mostBytes">What is kept at most; what was asked for longest ago goes first.</param>
internal sealed class AnswerCache(long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _latestFirst = [];
    private long _bytes;

    /// <summary>How many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byKey.Count;
        }
    }

    /// <summary>The name of what a job asks for: the same for the same notes, instrument and configuration alone.</summary>
    public static string KeyOf(SoundJob job) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new SynthesisCall(job.Configuration, job.Request with { Instrument = job.Instrument }))));

    /// <summary>The answer of a name, or null.</summary>
    public RenderedSound? Find(string key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
                return null;
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Sound;
        }
    }

    /// <summary>Keeps an answer, unless it is larger than all that may be kept.</summary>
    public void Keep(string key, RenderedSound sound)
    {
        long bytes = BytesOf(sound);
        lock (_gate)
        {
            if (bytes > mostBytes || _byKey.ContainsKey(key))
                return;
            _byKey[key] = _latestFirst.AddFirst(new Entry(key, sound));
            for (_bytes += bytes; _bytes > mostBytes; _bytes -= BytesOf(_latestFirst.Last!.Value.Sound), _latestFirst.RemoveLast())
                _byKey.Remove(_latestFirst.Last!.Value.Key);
        }
    }

    private static long BytesOf(RenderedSound sound) => (long)sizeof(short) * sound.Samples.Length;

    private sealed record Entry(string Key, RenderedSound Sound);
}
