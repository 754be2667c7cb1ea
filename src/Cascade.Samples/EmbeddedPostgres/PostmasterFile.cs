using System.Globalization;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>What a running server says of itself in its data folder, in <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(int ProcessId, int Port, string SocketFolder, string Address, string Status)
{
    /// <summary>Whether it takes sessions; a copy that follows another server takes such as only read.</summary>
    public bool IsReady => Status is "ready" or "standby";

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    /// <summary>Reads the file; what is not written yet is 0 or empty. Null: there is none, so no server runs or one ended in
    /// order.</summary>
    public static PostmasterFile? Read(string dataFolder)
    {
        try
        {
            using var stream = new FileStream(PathIn(dataFolder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            string[] lines = reader.ReadToEnd().Split('\n');
            string Line(int number) => lines.Length > number ? lines[number].Trim() : "";
            int Number(int number) => int.TryParse(Line(number), CultureInfo.InvariantCulture, out int value) ? value : 0;
            return new PostmasterFile(Number(0), Number(3), Line(4), Line(5), Line(7));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
