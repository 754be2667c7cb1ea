namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>What a server writes: into a file, of which one predecessor is kept, and its last lines in memory for messages.</summary>
internal sealed class ServerLog : IDisposable
{
    private const int TailLines = 15;
    private const long FileBytes = 4 << 20;

    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private StreamWriter? _file;

    public ServerLog(string path) => _path = path;

    /// <summary>The last lines, of the latest start only.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
                return string.Join('\n', _tail);
        }
    }

    /// <summary>Forgets the lines of the start before.</summary>
    public void Begin()
    {
        lock (_gate)
            _tail.Clear();
    }

    public void Append(string line)
    {
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
            try
            {
                WriteToFile(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk must not take the server's output pipe with it.
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void WriteToFile(string line)
    {
        if (_file?.BaseStream.Length > FileBytes)
        {
            _file.Dispose();
            _file = null;
        }
        if (_file is null)
        {
            if (new FileInfo(_path) is { Exists: true, Length: > FileBytes })
                File.Move(_path, _path + ".1", overwrite: true);
            _file = new StreamWriter(ClusterFolder.OpenPrivate(_path, FileMode.Append, FileShare.Read)) { AutoFlush = true };
        }
        _file.WriteLine(line);
    }
}
