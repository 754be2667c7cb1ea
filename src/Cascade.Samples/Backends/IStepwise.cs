namespace Cascade.Samples.Backends;

/// <summary>Work in steps that a backend takes one after another, each in a place of its own: what was played is checked, analysed,
/// predicted from and stored.</summary>
public interface IStepwise
{
    /// <summary>How many steps every such work has.</summary>
    const int Steps = 4;

    /// <summary>What has the same order is worked on in the order it came, step by step.</summary>
    string Order { get; }

    /// <summary>Takes a step; never two of one work at once.</summary>
    /// <param name="step">0 to 3.</param>
    /// <exception cref="InvalidRequestException">It cannot be taken; the rest is left out.</exception>
    void Run(int step);
}
