using System.Security.Cryptography;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Backends;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Cascade.Samples.Web.Routes;

/// <summary>What a page needs to play a piano by itself.</summary>
internal static class EngineRoutes
{
    private const string ContentType = "application/octet-stream";
    private const int LowestRate = 8_000, HighestRate = 192_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/engine/tables", Tables).WithTags("Sounds")
        .Produces<byte[]>(contentType: ContentType)
        .WithSummary("A piano as numbers, for a program that plays it by itself; the form is PianoTableFile's.");

    private static FileContentHttpResult Tables(HttpContext context, string patch = "grand", int rate = 48_000, string? version = null)
    {
        if (rate is < LowestRate or > HighestRate)
            throw new InvalidRequestException("rate", rate, $"{LowestRate} to {HighestRate} Hz");
        PianoPatch piano = PresetLibrary.Pianos.FirstOrDefault(known => known.Name.Equals(patch, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownNameException("piano", patch, PresetLibrary.Pianos.Select(known => known.Name));
        using var tables = new MemoryStream();
        PianoTableFile.Write(tables, piano, null, rate);
        byte[] bytes = tables.ToArray();
        // Named by what is in it, an address never means anything else; without the name it is asked for anew.
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        context.Response.Headers.CacheControl = version == hash ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(bytes, ContentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }
}
