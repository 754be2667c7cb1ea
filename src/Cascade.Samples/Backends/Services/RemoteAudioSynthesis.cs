using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <summary>The audio synthesis service at a host of its own, over HTTP. The same samples come back, bit by bit.</summary>
/// <param name="address">Where it is; asked for each call, as it may move.</param>
internal sealed class RemoteAudioSynthesis(Func<Uri> address) : IAudioSynthesis, IDisposable
{
    /// <summary>The steps' names in the service's address.</summary>
    public const string Waveform = "generate-waveform", Envelope = "apply-adsr-envelope", Note = "synthesize-note", Sound = "play-sound";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    private volatile string? _fault;

    /// <summary>Why the service did not answer last; null while it does.</summary>
    public string? Fault => _fault;

    public float[] GenerateWaveform(SoundJob job, NoteRequest note) => Ask(Waveform, Only(job, note), []);

    public void ApplyAdsrEnvelope(SoundJob job, NoteRequest note, Span<float> wave) => Ask(Envelope, Only(job, note), wave).CopyTo(wave);

    public float[] SynthesizeNote(SoundJob job, NoteRequest note) => Ask(Note, Only(job, note), []);

    public float[] PlaySound(SoundJob job, CancellationToken cancellationToken) =>
        Ask(Sound, new SynthesisCall(job.Configuration, job.Request), [], cancellationToken);

    /// <summary>Asks whether the service is there.</summary>
    public async Task ProbeAsync()
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri(address(), "/health/live")).ConfigureAwait(false);
            _fault = response.IsSuccessStatusCode ? null : $"It answers {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            _fault = e.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>A call as the service reads it: the length of the JSON, the JSON, and the samples there are so far.</summary>
    public static byte[] Write(SynthesisCall call, ReadOnlySpan<float> wave)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(call, s_json);
        var body = new byte[4 + json.Length + 4 * wave.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, json.Length);
        json.CopyTo(body, 4);
        MemoryMarshal.AsBytes(wave).CopyTo(body.AsSpan(4 + json.Length));
        return body;
    }

    /// <summary>Reads a call.</summary>
    /// <exception cref="InvalidRequestException">It is none, or asks for what cannot be played.</exception>
    public static (SoundJob Job, float[] Wave) Read(ReadOnlySpan<byte> body)
    {
        int length = body.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(body);
        if (length < 0 || length > body.Length - 4 || (body.Length - 4 - length) % 4 != 0)
            throw new InvalidRequestException("body", $"{body.Length} bytes", "a length, so much JSON, and 32-bit samples");
        SynthesisCall? call;
        try
        {
            call = JsonSerializer.Deserialize<SynthesisCall>(body.Slice(4, length), s_json);
        }
        catch (JsonException e)
        {
            throw new InvalidRequestException("body", e.Message, "a configuration and a request");
        }
        if (call is not { Configuration: { } configuration, Request: { } request })
            throw new InvalidRequestException("body", null, "a configuration and a request");
        return (new SoundJob(request.Checked(), configuration.Checked(), 0).Checked(),
            MemoryMarshal.Cast<byte, float>(body[(4 + length)..]).ToArray());
    }

    // Of many notes each goes by a call of its own.
    private static SynthesisCall Only(SoundJob job, NoteRequest note) => new(job.Configuration, job.Request with { Notes = [note] });

    private float[] Ask(string step, SynthesisCall call, ReadOnlySpan<float> wave, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address(), step));
        request.Content = new ByteArrayContent(Write(call, wave));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        try
        {
            using HttpResponseMessage response = _client.Send(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            using Stream stream = response.Content.ReadAsStream(cancellationToken);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            _fault = null;
            return MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _fault = e.Message;
            throw new BackendException($"The synthesis service does not answer: {e.Message}", e);
        }
    }
}

/// <summary>What the synthesis service is asked for.</summary>
internal sealed record SynthesisCall(BackendConfiguration? Configuration, SoundRequest? Request);
