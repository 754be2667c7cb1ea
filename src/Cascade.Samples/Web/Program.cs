using Cascade.Samples.Web;
using Cascade.Samples.Web.Services;

await (ServiceHosts.NameIn(args) is { } service ? ServiceHosts.Build(service, args) : WebHost.Build(args)).RunAsync();
