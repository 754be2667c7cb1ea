using Cascade.Persistence;

namespace Cascade.Package.Tests.Readmes;

internal static class AddToHost
{
    public static void Run(WebApplicationBuilder builder)
    {
        builder.Services.AddCascadePersistence(options => options.ConnectionString = builder.Configuration.GetConnectionString("Cascade")!);
        builder.Services.AddHealthChecks().AddCheck<CascadeHealthCheck>("cascade");
    }
}
