using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>What is left to hear of strings whose place another blow has taken: a few blocks ahead, fading out in 5 ms.</summary>
internal sealed class StringTails
{
    private const double Seconds = 0.005;
    private const int BlockSize = Instrument.BlockSize;

    // From 1 to 0 as a raised cosine.
    private readonly float[] _fade;

    // The coming blocks, as a ring.
    private readonly float[] _left, _right;
    private readonly int _blocks;
    private int _block, _waiting;

    /// <summary>Makes it empty.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public StringTails(double sampleRate)
    {
        _fade = new float[(int)(Seconds * sampleRate)];
        for (int i = 0; i < _fade.Length; i++)
            _fade[i] = (float)(0.5 + 0.5 * Math.Cos(Math.PI * (i + 0.5) / _fade.Length));
        _blocks = BlocksFrom(BlockSize - 1);
        _left = new float[_blocks * BlockSize];
        _right = new float[_blocks * BlockSize];
    }

    /// <summary>True if nothing is left.</summary>
    public bool IsEmpty => _waiting == 0;

    /// <summary>How many blocks a fade takes.</summary>
    /// <param name="offset">The frame of the coming block that it starts at.</param>
    public int BlocksFrom(int offset) => (offset + _fade.Length + BlockSize - 1) / BlockSize;

    /// <summary>Adds a block of a sound that fades.</summary>
    /// <param name="ahead">0 for the coming block, then 1 and so on, below <see cref="BlocksFrom"/>.</param>
    /// <param name="left">The sound as if it did not fade.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="offset">The frame of the coming block that the fade starts at.</param>
    public void Add(int ahead, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int offset)
    {
        int at = (_block + ahead) % _blocks * BlockSize;
        _waiting = Math.Max(_waiting, ahead + 1);
        for (int i = 0; i < left.Length; i++)
        {
            int age = ahead * BlockSize + i - offset;
            float gain = age < 0 ? 1 : age < _fade.Length ? _fade[age] : 0;
            _left[at + i] += gain * left[i];
            _right[at + i] += gain * right[i];
        }
    }

    /// <summary>Adds the coming block to the output and goes on.</summary>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    public void Render(Span<float> left, Span<float> right)
    {
        if (_waiting == 0)
            return;
        Span<float> ownLeft = _left.AsSpan(_block * BlockSize, BlockSize), ownRight = _right.AsSpan(_block * BlockSize, BlockSize);
        for (int i = 0; i < ownLeft.Length; i++)
        {
            left[i] += ownLeft[i];
            right[i] += ownRight[i];
        }
        ownLeft.Clear();
        ownRight.Clear();
        _block = (_block + 1) % _blocks;
        _waiting--;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_left);
        Array.Clear(_right);
        _block = _waiting = 0;
    }
}
