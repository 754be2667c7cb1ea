using Cascade.Dsp.Midi;
using Cascade.Persistence;
using Cascade.Samples.Backends;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Cascade.Samples.Web;

/// <summary>What went wrong, as RFC 9457 tells it: the field, its value and what it may hold.</summary>
internal sealed class Problems(IProblemDetailsService problems) : IExceptionHandler
{
    private const string RetrySeconds = "5", Code = "code";

    /// <summary>Gives every answer of an error a code that stays the same whatever its words are: its own, or that of its
    /// status.</summary>
    public static void Encode(ProblemDetailsContext context) =>
        context.ProblemDetails.Extensions.TryAdd(Code, CodeOf(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode));

    /// <summary>An answer with a code of its own.</summary>
    public static IResult With(string code, int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { [Code] = code });

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;
        if (Describe(exception) is not { } problem)
            return false;
        context.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetrySeconds;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }

    private static ProblemDetails? Describe(Exception exception) => exception switch
    {
        InvalidRequestException e =>
            Of(StatusCodes.Status400BadRequest, e.Message, ("field", e.Field), ("value", e.Value?.ToString()), ("allowed", e.Allowed)),
        InvalidFieldException e => Of(StatusCodes.Status400BadRequest, e.Message, ("field", e.Field)),
        MidiFormatException e =>
            Of(StatusCodes.Status400BadRequest, e.Message, (Code, "notMidi"), ("field", "body"), ("offset", e.Offset)),
        BadHttpRequestException e => Of(e.StatusCode, e.InnerException?.Message ?? e.Message),
        UnknownNameException or NotFoundException => Of(StatusCodes.Status404NotFound, exception.Message),
        ConflictException e => Of(StatusCodes.Status409Conflict, e.Message, ("currentVersion", e.CurrentVersion)),
        HostBusyException => Of(StatusCodes.Status503ServiceUnavailable, exception.Message, (Code, "hostFull")),
        StoreUnavailableException => Of(StatusCodes.Status503ServiceUnavailable, exception.Message, (Code, "storeUnavailable")),
        BackendException or ObjectDisposedException =>
            Of(StatusCodes.Status503ServiceUnavailable, exception.Message, (Code, "backendUnavailable")),
        _ => null,
    };

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "notFound",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status413PayloadTooLarge => "tooLarge",
        StatusCodes.Status429TooManyRequests => "tooFast",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        >= 500 => "failed",
        _ => "invalid",
    };

    private static ProblemDetails Of(int status, string detail, params (string Name, object? Value)[] extensions)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        foreach ((string name, object? value) in extensions)
            if (value is not null)
                problem.Extensions[name] = value;
        return problem;
    }
}
