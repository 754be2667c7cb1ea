namespace Cascade.Package.Tests.Packages;

/// <summary>The tests that share the packages; one after the other, since they build.</summary>
[CollectionDefinition(nameof(PackageCollection))]
public sealed class PackageCollection : ICollectionFixture<PackedPackages>;
