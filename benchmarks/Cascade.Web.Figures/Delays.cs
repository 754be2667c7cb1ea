namespace Cascade.Web.Figures;

/// <summary>Times in ms, and what so many of them stay below.</summary>
internal sealed class Delays
{
    private readonly Lock _gate = new();
    private readonly List<double> _values = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _values.Count;
        }
    }

    public void Add(double milliseconds)
    {
        lock (_gate)
            _values.Add(milliseconds);
    }

    public void AddAll(IEnumerable<double> milliseconds)
    {
        lock (_gate)
            _values.AddRange(milliseconds);
    }

    /// <summary>0 where there is none.</summary>
    public double Quantile(double share)
    {
        lock (_gate)
        {
            if (_values.Count == 0)
                return 0;
            _values.Sort();
            return _values[Math.Min(_values.Count - 1, (int)(share * _values.Count))];
        }
    }
}
