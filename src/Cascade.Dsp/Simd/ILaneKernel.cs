namespace Cascade.Dsp.Simd;

/// <summary>Work that <see cref="LaneDispatch"/> does with registers of a width it chooses: arguments, and results, are fields.</summary>
internal interface ILaneKernel
{
    /// <summary>Does the work.</summary>
    /// <typeparam name="TLanes">The registers.</typeparam>
    void Run<TLanes>() where TLanes : struct, ILanes<TLanes>;
}
