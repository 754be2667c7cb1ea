using System.Text.Json;

namespace Cascade.Persistence;

/// <summary>A user's settings.</summary>
/// <param name="Content">A JSON object. PostgreSQL keeps its value, not its text: no white space, no order of properties, the last of equal
/// names.</param>
/// <param name="Version">1 at first, one more with each change; for <see cref="PreferenceStore.SetAsync"/>.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record PreferenceDocument(JsonElement Content, int Version, DateTimeOffset UpdatedAt);
