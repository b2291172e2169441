namespace Orleans.CodeGeneration;

/// <summary>How a method is called.</summary>
[Flags]
public enum GrainMethodOptions
{
    None = 0,

    /// <summary>See <see cref="Concurrency.OneWayAttribute"/>.</summary>
    OneWay = 1,

    /// <summary>See <see cref="Concurrency.AlwaysInterleaveAttribute"/>.</summary>
    AlwaysInterleave = 2,
}
