using Microsoft.Extensions.Options;
using Npgsql;

namespace Cascade.Persistence.Hosting;

/// <summary>Says which option is wrong, never what it holds.</summary>
internal sealed class OptionsValidation : IValidateOptions<CascadePersistenceOptions>
{
    public ValidateOptionsResult Validate(string? name, CascadePersistenceOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        CheckConnection(options.ConnectionString, nameof(options.ConnectionString), faults);
        if (options.OwnerConnectionString is not null)
            CheckConnection(options.OwnerConnectionString, nameof(options.OwnerConnectionString), faults);
        if (options.ReplicaConnectionString is not null)
            CheckConnection(options.ReplicaConnectionString, nameof(options.ReplicaConnectionString), faults);
        if (options.ConnectTimeout < TimeSpan.FromSeconds(1) || options.ConnectTimeout > TimeSpan.FromSeconds(300))
            faults.AddError("The timeout must lie within 1 to 300 s.", nameof(options.ConnectTimeout));
        if (options.RetryDeadline < TimeSpan.Zero || options.RetryDeadline > TimeSpan.FromMinutes(10))
            faults.AddError("The deadline must lie within 0 to 10 minutes.", nameof(options.RetryDeadline));
        return faults.Build();
    }

    private static void CheckConnection(string text, string option, ValidateOptionsResultBuilder faults)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host))
                faults.AddError("The connection string names no host.", option);
        }
        catch (ArgumentException)
        {
            faults.AddError("It is no connection string of Npgsql's form.", option);
        }
    }
}
