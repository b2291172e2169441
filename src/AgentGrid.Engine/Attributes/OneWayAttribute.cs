namespace Orleans.Concurrency;

/// <summary>The caller does not wait: the call completes as soon as it is sent and its failure is never seen.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
