using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Cascade.Samples.Web;

/// <summary>A small answer as JSON, which goes out in one piece with its head: sent as it is written it takes two, and a length for
/// each.</summary>
/// <param name="value">What to tell.</param>
/// <param name="type">How it is written.</param>
internal sealed class WholeJson<T>(T value, JsonTypeInfo<T> type) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        HttpResponse response = httpContext.Response;
        (response.ContentType, response.ContentLength) = (ContentType, json.Length);
        response.BodyWriter.Write(json);
        return Task.CompletedTask;
    }
}
