namespace Cascade.Samples.Console.Options;

/// <summary>Where a sound goes.</summary>
/// <param name="Path">The file, or <see cref="InputFile.Standard"/>.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Replaces">True if a file that is there already may be lost.</param>
internal sealed record Target(string Path, SoundKind Kind, bool Replaces)
{
    public bool IsStandardOutput => Path == InputFile.Standard;
}
