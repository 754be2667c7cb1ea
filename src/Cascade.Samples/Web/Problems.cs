using Cascade.Dsp.Midi;
using Cascade.Persistence;
using Cascade.Samples.Backends;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Cascade.Samples.Web;

/// <summary>What went wrong, as RFC 9457 tells it: the field, its value and what it may hold.</summary>
internal sealed class Problems(IProblemDetailsService problems) : IExceptionHandler
{
    private const string RetrySeconds = "5";

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
        MidiFormatException e => Of(StatusCodes.Status400BadRequest, e.Message, ("field", "body"), ("offset", e.Offset)),
        BadHttpRequestException e => Of(e.StatusCode, e.InnerException?.Message ?? e.Message),
        UnknownNameException or NotFoundException => Of(StatusCodes.Status404NotFound, exception.Message),
        ConflictException e => Of(StatusCodes.Status409Conflict, e.Message, ("currentVersion", e.CurrentVersion)),
        StoreUnavailableException => Of(StatusCodes.Status503ServiceUnavailable, exception.Message),
        BackendException or ObjectDisposedException => Of(StatusCodes.Status503ServiceUnavailable, exception.Message),
        _ => null,
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
