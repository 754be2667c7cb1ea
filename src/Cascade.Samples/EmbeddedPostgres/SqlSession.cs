using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The little of PostgreSQL's protocol that asks one thing at a time over a socket which needs no password.</summary>
/// <remarks>Source: PostgreSQL documentation, "Frontend/Backend Protocol", version 3.0. It spares the samples a driver of their own
/// choice.</remarks>
internal sealed class SqlSession : IAsyncDisposable
{
    private const int ProtocolVersion = 3 << 16;

    private readonly NetworkStream _stream;

    private SqlSession(NetworkStream stream) => _stream = stream;

    /// <summary>Opens a session as the superuser.</summary>
    /// <exception cref="PostgresServerException">The server refused.</exception>
    /// <exception cref="IOException">There is no server, or it went away.</exception>
    public static async Task<SqlSession> OpenAsync(string socketFolder, int port, string database, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(socketFolder, $".s.PGSQL.{port}")), cancellationToken);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException)
                throw new IOException($"No server answers in {socketFolder}: {e.Message}", e);
            throw;
        }
        var session = new SqlSession(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await session.SendAsync(null, $"user\0{PostgresServer.Superuser}\0database\0{database}\0client_encoding\0UTF8\0\0",
                cancellationToken);
            await session.ReceiveAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one statement.</summary>
    /// <returns>The first value of the last row; null when there is none.</returns>
    /// <exception cref="PostgresServerException">The server refused; the message is its own.</exception>
    /// <exception cref="IOException">The server went away.</exception>
    public async Task<string?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await SendAsync('Q', sql + '\0', cancellationToken);
        return await ReceiveAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Quotes a name for a statement.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Quotes a text for a statement.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private async Task SendAsync(char? kind, string body, CancellationToken cancellationToken)
    {
        byte[] text = Encoding.UTF8.GetBytes(body);
        int head = kind is null ? 8 : 5;
        byte[] message = new byte[head + text.Length];
        if (kind is null)
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        else
            message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(head == 8 ? 0 : 1), message.Length - (kind is null ? 0 : 1));
        text.CopyTo(message, head);
        await _stream.WriteAsync(message, cancellationToken);
    }

    private async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        string? value = null;
        string? error = null;
        while (true)
        {
            (char kind, byte[] body) = await ReadMessageAsync(cancellationToken);
            switch (kind)
            {
                case 'R' when BinaryPrimitives.ReadInt32BigEndian(body) != 0:
                    throw new PostgresServerException("The server wants a password on its own socket: it is none of this program's.");
                case 'D':
                    value = FirstValue(body);
                    break;
                case 'E':
                    error = ErrorText(body);
                    // Before the first ReadyForQuery an error ends the session.
                    if (error.StartsWith("FATAL", StringComparison.Ordinal))
                        throw new PostgresServerException(error);
                    break;
                case 'Z':
                    return error is null ? value : throw new PostgresServerException(error);
            }
        }
    }

    private async Task<(char Kind, byte[] Body)> ReadMessageAsync(CancellationToken cancellationToken)
    {
        byte[] head = new byte[5];
        await _stream.ReadExactlyAsync(head, cancellationToken);
        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await _stream.ReadExactlyAsync(body, cancellationToken);
        return ((char)head[0], body);
    }

    private static string? FirstValue(ReadOnlySpan<byte> row)
    {
        if (BinaryPrimitives.ReadInt16BigEndian(row) == 0)
            return null;
        int length = BinaryPrimitives.ReadInt32BigEndian(row[2..]);
        return length < 0 ? null : Encoding.UTF8.GetString(row.Slice(6, length));
    }

    private static string ErrorText(ReadOnlySpan<byte> body)
    {
        string severity = "";
        string message = "";
        foreach (string field in Encoding.UTF8.GetString(body).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field[0] == 'V')
                severity = field[1..];
            else if (field[0] == 'M')
                message = field[1..];
        }
        return $"{severity}: {message}";
    }
}
