namespace Cascade.Fuzz;

/// <summary>Something that is given inputs of a kind, each made from a number.</summary>
internal interface IFuzzTarget
{
    /// <summary>As the command line calls it.</summary>
    string Name { get; }

    /// <summary>What is counted, for people.</summary>
    string Unit { get; }

    /// <summary>How many are tried unless told otherwise.</summary>
    long Usual { get; }

    /// <summary>What else was counted, for people; null for nothing.</summary>
    string? Counts => null;

    /// <summary>Tries an input; whatever it throws is a failure. From several threads.</summary>
    /// <param name="random">Makes the input, the same for the same number.</param>
    /// <param name="number">The number of the input.</param>
    /// <param name="input">Receives what is worth keeping of it: the input, or where it comes from.</param>
    /// <returns>How much it counts.</returns>
    long Try(Random random, long number, out byte[] input);
}

/// <summary>A target whose inputs are files.</summary>
internal interface IByteTarget : IFuzzTarget
{
    /// <summary>Takes a file; whatever it throws is a failure.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="number">Which of several checks is made, where all would take too long.</param>
    void Take(byte[] bytes, long number);
}
