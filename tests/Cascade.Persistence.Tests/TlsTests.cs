using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>SSL Mode=VerifyFull against a server with a certificate made here.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Verify_full_takes_the_right_certificate_alone()
    {
        string? binaries = ThrowawayCluster.FindBinaries();
        TestServer.Require(binaries is null ? "There is no PostgreSQL on this machine to give a certificate to." : null);
        using var cluster = new ThrowawayCluster(binaries!, durable: false);
        (string root, string other) = WriteCertificates(cluster);
        cluster.Start("-c ssl=on ");
        await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(cluster.ConnectionString))
            await CascadeSchema.MigrateAsync(owner);
        var builder = new NpgsqlConnectionStringBuilder(TestDatabase.ApplicationOf(cluster.ConnectionString)) { SslMode = SslMode.VerifyFull, RootCertificate = root, Pooling = false };
        await using (NpgsqlDataSource good = NpgsqlDataSource.Create(builder))
            await CascadeSchema.VerifyAsync(good);
        // A superuser sees what the connection uses.
        await using (NpgsqlDataSource good = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { Options = "" }))
        {
            await using NpgsqlCommand command = good.CreateCommand("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
            Assert.Equal(true, await command.ExecuteScalarAsync());
        }
        await RefusedAsync(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { RootCertificate = other });
        await RefusedAsync(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { Host = "localhost" });   // the certificate names 127.0.0.1 alone
    }

    private static async Task RefusedAsync(NpgsqlConnectionStringBuilder builder)
    {
        await using NpgsqlDataSource bad = NpgsqlDataSource.Create(builder);
        await Assert.ThrowsAnyAsync<StoreException>(() => new CascadeStore(bad, new CascadeStoreOptions { RetryDeadline = TimeSpan.Zero }).Users.FindAsync(Guid.NewGuid()));
    }

    private static (string Root, string Other) WriteCertificates(ThrowawayCluster cluster)
    {
        using X509Certificate2 root = MakeRoot("Cascade test root"), other = MakeRoot("Another root");
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(root, root.NotBefore, root.NotAfter, [1, 2, 3, 4]);
        cluster.WriteFile("server.crt", certificate.ExportCertificatePem());
        cluster.WriteFile("server.key", key.ExportPkcs8PrivateKeyPem());
        return (cluster.WriteFile("root.crt", root.ExportCertificatePem()), cluster.WriteFile("other.crt", other.ExportCertificatePem()));
    }

    private static X509Certificate2 MakeRoot(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
