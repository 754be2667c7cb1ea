await Cascade.Samples.Web.WebHost.Build(args).RunAsync();
