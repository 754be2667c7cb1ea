namespace Cascade.Dsp.Effects;

/// <summary>A setting that goes to its target in a straight line, tick by tick.</summary>
internal struct EqualizerGlide
{
    private double _target, _step;
    private int _left;

    public EqualizerGlide(double value) => Value = _target = value;

    public double Value { get; private set; }

    public readonly double Target => _target;

    public readonly bool IsMoving => _left > 0;

    public void MoveTo(double target, int ticks)
    {
        if (target == _target)
            return;
        _target = target;
        _step = (target - Value) / ticks;
        _left = ticks;
    }

    public void Advance()
    {
        if (_left > 0)
            Value = --_left == 0 ? _target : Value + _step;
    }

    public void Jump()
    {
        Value = _target;
        _left = 0;
    }
}
