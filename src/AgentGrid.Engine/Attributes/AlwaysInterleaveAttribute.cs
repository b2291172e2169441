namespace Orleans.Concurrency;

/// <summary>This method may run while another request of the same activation awaits something.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
