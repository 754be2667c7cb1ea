using System.ComponentModel;
using System.Diagnostics;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>A private sound server whose only sink swallows all sound and lets it be recorded.</summary>
public sealed class PulseServer : IDisposable
{
    public const int Rate = 48_000;

    private const string Missing = "There is no PulseAudio to play through; install it, for instance by 'apt-get install pulseaudio'.";

    private readonly TemporaryFolder _folder = new();
    private readonly Process? _process;

    public PulseServer()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            Environment = new Dictionary<string,
                string>
            { ["HOME"] = _folder.Path, ["XDG_RUNTIME_DIR"] = _folder.Path, ["PULSE_SERVER"] = Address, ["TERM"] = "xterm" };
            // Otherwise the sink plays silence ahead and takes it back when a sound begins, which a recording cannot.
            _process =
                CascadeProcess.StartOther("pulseaudio", Environment, "-n", "--daemonize=no", "--system=false", "--use-pid-file=no",
                "--exit-idle-time=-1",
                "-L", $"module-null-sink sink_name=null0 rate={Rate} channels=2 format=float32le norewinds=1", "-L",
                $"module-native-protocol-unix socket={_folder.File("socket")} auth-anonymous=1");
            // What it says must not fill the pipe.
            _process.BeginErrorReadLine();
            _process.BeginOutputReadLine();
        }
        catch (Win32Exception)
        {
        }
    }

    /// <summary>What programs need to know to find it; they find nothing else.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    public string Address => $"unix:{_folder.File("socket")}";

    /// <summary>Waits until it answers. Skips the test where there is none, and fails it in CI.</summary>
    public void Require()
    {
        if (_process is null)
        {
            Assert.SkipUnless(System.Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }
        CascadeProcess.WaitFor(_process, () => File.Exists(_folder.File("socket")), () => "the sound server ended by itself");
    }

    /// <summary>Records what the sink swallows until it is stopped.</summary>
    internal Recorder Record() => new(Address);

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false })
            return;
        _process.Kill();
        _process.WaitForExit();
    }

    internal sealed unsafe class Recorder
    {
        private const int PieceFrames = 480;

        private readonly nint _stream;
        private readonly List<float> _samples = [];
        private readonly Thread _thread;
        private bool _stops;

        public Recorder(string address)
        {
            var spec = new PulseSimple.SampleSpec { Format = PulseSimple.Float32, Rate = Rate, Channels = 2 };
            var buffer = new PulseSimple.BufferAttributes
            {
                MaximumLength = PulseSimple.Auto,
                TargetLength = PulseSimple.Auto,
                Prebuffer = PulseSimple.Auto,
                MinimumRequest = PulseSimple.Auto,
                FragmentSize = PieceFrames * 2 * sizeof(float),
            };
            _stream = PulseSimple.New(address, "test", PulseSimple.Record, "null0.monitor", "recording", spec, 0, buffer, out int error);
            Assert.True(_stream != 0, PulseSimple.Text(error));
            _thread = new Thread(Run);
            _thread.Start();
        }

        /// <summary>All samples so far, interleaved, and half a second more.</summary>
        public float[] Stop()
        {
            int until = Volatile.Read(ref _count) + Rate;
            while (Volatile.Read(ref _count) < until)
                Thread.Sleep(10);
            Volatile.Write(ref _stops, true);
            _thread.Join();
            PulseSimple.Free(_stream);
            return [.. _samples];
        }

        private int _count;

        private void Run()
        {
            var piece = new float[2 * PieceFrames];
            int error = 0;
            while (!Volatile.Read(ref _stops))
            {
                fixed (float* first = piece)
                    if (PulseSimple.Read(_stream, first, (nuint)(piece.Length * sizeof(float)), &error) < 0)
                        return;
                _samples.AddRange(piece);
                Volatile.Write(ref _count, _samples.Count);
            }
        }
    }
}
