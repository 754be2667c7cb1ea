using Microsoft.Extensions.Logging;

namespace Cascade.Persistence.Storage;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Migration {Number} ({Name}) applied")]
    public static partial void MigrationApplied(ILogger logger, int number, string name);

    [LoggerMessage(2, LogLevel.Warning, "{Operation} failed for a passing reason ({Fault}); attempt {Attempt} follows in {Delay:0} ms")]
    public static partial void Retrying(ILogger logger, string operation, string fault, int attempt, double delay);

    [LoggerMessage(3, LogLevel.Error, "{Operation} gave up after {Attempts} attempts: {Fault}")]
    public static partial void GaveUp(ILogger logger, string operation, int attempts, string fault);

    [LoggerMessage(6, LogLevel.Warning, "{Operation} passed over a copy of the database: {Fault}")]
    public static partial void ReplicaPassedOver(ILogger logger, string operation, string fault);

    [LoggerMessage(5, LogLevel.Warning, "The next partition could not be made ahead ({Fault}); a later save tries again")]
    public static partial void NotAhead(ILogger logger, string fault);

    [LoggerMessage(4, LogLevel.Error, "{Operation} was refused by the database: {Fault}")]
    public static partial void Refused(ILogger logger, string operation, string fault);
}
