using Cascade.Persistence.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cascade.Persistence;

/// <summary>Adds Cascade's store to a host.</summary>
public static class CascadePersistenceServices
{
    /// <summary>Adds <see cref="CascadeStore"/> and <see cref="CascadeHealthCheck"/>, and applies or checks the migrations when the host
    /// starts.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options. They are validated when the host starts: a fault stops it with an
    /// <see cref="OptionsValidationException"/>
    /// that names the option but not its value.</param>
    /// <remarks>For the health check add <c>services.AddHealthChecks().AddCheck&lt;CascadeHealthCheck&gt;("cascade")</c>.</remarks>
    public static IServiceCollection AddCascadePersistence(this IServiceCollection services, Action<CascadePersistenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<CascadePersistenceOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CascadePersistenceOptions>, OptionsValidation>());
        services.TryAddSingleton<DataSources>();
        services.TryAddSingleton(provider => new CascadeStore(provider.GetRequiredService<DataSources>().Application,
            OptionsOf(provider),
            provider.GetService<ILogger<CascadeStore>>()));
        services.TryAddSingleton<CascadeHealthCheck>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaStart>());
        return services;
    }

    private static CascadeStoreOptions OptionsOf(IServiceProvider provider)
    {
        CascadePersistenceOptions options = provider.GetRequiredService<IOptions<CascadePersistenceOptions>>().Value;
        return new CascadeStoreOptions
        {
            RetryDeadline = options.RetryDeadline,
            PreparesStatements = options.PreparesStatements,
            Replicas = provider.GetRequiredService<DataSources>().Replicas,
        };
    }
}
