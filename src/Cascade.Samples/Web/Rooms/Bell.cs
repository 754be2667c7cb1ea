using System.Threading.Channels;

namespace Cascade.Samples.Web.Rooms;

/// <summary>Wakes the one task that waits for it. Rung often, it wakes once.</summary>
internal sealed class Bell
{
    private readonly Channel<bool> _rings =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Ring() => _rings.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _rings.Reader.ReadAsync(cancellationToken);
}
