using System.Diagnostics;

namespace Cascade.Samples.Web.Routes;

/// <summary>When an endpoint began to read its request. It is bound before the body is.</summary>
internal readonly struct RequestStart(long timestamp)
{
    /// <summary>Time since.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(timestamp);

    /// <summary>For the framework: asked before the request's body is read.</summary>
    public static ValueTask<RequestStart> BindAsync(HttpContext context) =>
        ValueTask.FromResult(new RequestStart(Stopwatch.GetTimestamp()));
}
