using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What fades from under a new blow is heard once.</summary>
public sealed class StringTailsTests
{
    private const int BlockSize = Instrument.BlockSize;

    [Fact]
    public void A_block_is_heard_once_however_often_the_ring_goes_round()
    {
        var tails = new StringTails(48_000);
        float[] sound = Enumerable.Repeat(1f, BlockSize).ToArray(), silence = new float[BlockSize];
        int blocks = tails.BlocksFrom(0);
        double heard = 0;
        tails.Add(0, sound, sound, BlockSize);
        for (int block = 0; block < 3 * blocks; block++)
        {
            float[] left = new float[BlockSize], right = new float[BlockSize];
            tails.Render(left, right);
            Assert.Equal(left, right);
            heard += left.Sum();
            tails.Add(0, silence, silence, 0);
        }
        // The fade begins behind the block.
        Assert.Equal(BlockSize, heard, 1e-3);
    }
}
