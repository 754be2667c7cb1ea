namespace Cascade.Samples.Web.Rooms;

/// <summary>So many at once, and so many a second over a while. For one thread at a time; it needs no timer.</summary>
/// <param name="most">At once.</param>
/// <param name="perSecond">Over a while.</param>
internal sealed class Budget(double most, double perSecond)
{
    private double _spent, _then;

    /// <summary>Takes one, if any is left.</summary>
    /// <param name="now">A clock in ms that never goes back.</param>
    public bool TryTake(double now)
    {
        _spent = Math.Max(0, _spent - (now - _then) * perSecond / 1_000);
        _then = now;
        if (_spent > most - 1)
            return false;
        _spent++;
        return true;
    }
}
