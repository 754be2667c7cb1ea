namespace Cascade.Samples.Console.Options;

/// <summary>A kind of sound file, by the end of its name.</summary>
/// <param name="Name">Without a dot.</param>
/// <param name="Encoding">What ffmpeg is told to make it; null for WAV, which needs no help.</param>
/// <param name="KeepsSamples">True if what is written can be read again bit by bit.</param>
internal sealed record SoundKind(string Name, string[]? Encoding, bool KeepsSamples = false)
{
    public static readonly SoundKind Wave = new("wav", null, KeepsSamples: true);

    private static readonly SoundKind[] _all =
    [
        Wave,
        new("flac", ["-c:a", "flac", "-f", "flac"], KeepsSamples: true),
        new("ogg", ["-c:a", "libvorbis", "-q:a", "6", "-f", "ogg"]),
        new("opus", ["-c:a", "libopus", "-b:a", "160k", "-f", "opus"]),
        new("mp3", ["-c:a", "libmp3lame", "-b:a", "256k", "-f", "mp3"]),
    ];

    /// <summary>All names, for people.</summary>
    public static string Names { get; } = string.Join(", ", _all.Select(k => k.Name));

    /// <summary>The kind of a name such as <c>wav</c>; null if it is none.</summary>
    public static SoundKind? Find(string name) => Array.Find(_all, k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind that a path ends in; null if it is none.</summary>
    public static SoundKind? Of(string path) => Find(Path.GetExtension(path).TrimStart('.'));
}
