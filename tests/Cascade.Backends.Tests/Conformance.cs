using Cascade.Samples.Backends.Actors;
using Cascade.Samples.Backends.Pipelines;
using Cascade.Samples.Backends.Realtime;
using Cascade.Samples.Backends.Services;

namespace Cascade.Backends.Tests;

public sealed class ServiceConformance() : BackendConformance(() => new ServiceBackend());

public sealed class PipelineConformance() : BackendConformance(() => new PipelineBackend(workers: 3));

public sealed class ActorConformance() : BackendConformance(() => new ActorBackend());

public sealed class RealtimeConformance() : BackendConformance(() => new RealtimeBackend());
