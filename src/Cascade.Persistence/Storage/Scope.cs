namespace Cascade.Persistence.Storage;

/// <summary>How statements of a unit of work belong together.</summary>
internal enum Scope
{
    /// <summary>One transaction, each statement seeing what is committed when it starts.</summary>
    Transaction,

    /// <summary>One transaction whose statements all see the same state.</summary>
    Snapshot,

    /// <summary>As <see cref="Statement"/>, and never of a copy of the database.</summary>
    PrimaryStatement,

    /// <summary>One statement only: sent together with the user, the two are one transaction without a round trip to begin and one to
    /// commit.</summary>
    Statement,
}
