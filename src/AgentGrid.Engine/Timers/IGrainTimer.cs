namespace Orleans.Runtime;

/// <summary>A timer of one activation. Disposing stops it and cancels the token of a running tick.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Changes due time and period; during a tick this takes effect when the tick ends. Infinite stops the timer.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
