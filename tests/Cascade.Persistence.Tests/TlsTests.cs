using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>SSL Mode=VerifyFull against a server with a certificate made here.</summary>
public sealed class TlsTests
{
    [Theory]
    [MemberData(nameof(Installation.All), MemberType = typeof(Installation))]
    public async Task Verify_full_takes_the_right_certificate_alone(string binaries)
    {
        Installation.Require(binaries.Length > 0);
        await using DurableServer server = await DurableServer.StartAsync(binaries);
        (string root, string other) = WriteCertificates(server);
        await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(server.ConnectionString))
        {
            await CascadeSchema.MigrateAsync(owner);
            foreach (string sql in new[] { "alter system set ssl = on", "select pg_reload_conf()" })
            {
                await using NpgsqlCommand command = owner.CreateCommand(sql);
                await command.ExecuteNonQueryAsync();
            }
        }
        var builder = new NpgsqlConnectionStringBuilder(TestDatabase.ApplicationOf(server.ConnectionString))
        {
            SslMode = SslMode.VerifyFull,
            RootCertificate = root,
            Pooling = false,
        };
        await using (NpgsqlDataSource good = NpgsqlDataSource.Create(builder))
            await CascadeSchema.VerifyAsync(good);
        // A superuser sees what the connection uses.
        await using (NpgsqlDataSource good =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { Options = "" }))
        {
            await using NpgsqlCommand command = good.CreateCommand("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
            Assert.Equal(true, await command.ExecuteScalarAsync());
        }
        await RefusedAsync(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { RootCertificate = other });
        // the certificate names 127.0.0.1 alone
        await RefusedAsync(new NpgsqlConnectionStringBuilder(builder.ConnectionString) { Host = "localhost" });
    }

    private static async Task RefusedAsync(NpgsqlConnectionStringBuilder builder)
    {
        await using NpgsqlDataSource bad = NpgsqlDataSource.Create(builder);
        await Assert.ThrowsAnyAsync<StoreException>(() =>
            new CascadeStore(bad, new CascadeStoreOptions { RetryDeadline = TimeSpan.Zero }).Users.FindAsync(Guid.NewGuid()));
    }

    private static (string Root, string Other) WriteCertificates(DurableServer server)
    {
        using X509Certificate2 root = MakeRoot("Cascade test root"), other = MakeRoot("Another root");
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(root, root.NotBefore, root.NotAfter, [1, 2, 3, 4]);
        server.WriteFile("server.crt", certificate.ExportCertificatePem());
        server.WriteFile("server.key", key.ExportPkcs8PrivateKeyPem());
        return (server.WriteFile("root.crt", root.ExportCertificatePem()), server.WriteFile("other.crt", other.ExportCertificatePem()));
    }

    private static X509Certificate2 MakeRoot(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0,
            critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
