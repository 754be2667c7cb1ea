namespace Cascade.Persistence;

/// <summary>Data that cannot be stored: refused before anything is written, with the name of the field.</summary>
public sealed class InvalidFieldException : StoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="field">The field, for instance <c>title</c> or <c>music.Events[12].Value</c>.</param>
    /// <param name="message">What is wrong with it, and the range.</param>
    /// <param name="cause">What the database said.</param>
    public InvalidFieldException(string field, string message, Exception? cause = null)
        : base($"{message} ({field})", cause) => Field = field;

    /// <summary>The field that was refused, for instance <c>title</c> or <c>music.Events[12].Value</c>.</summary>
    public string Field { get; }
}
