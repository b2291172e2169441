namespace Orleans.Runtime;

/// <summary>The activation whose turn the current thread runs.</summary>
public static class RuntimeContext
{
    /// <summary>Null outside of grain turns.</summary>
    public static IGrainContext? Current => TaskScheduler.Current as IGrainContext;
}
