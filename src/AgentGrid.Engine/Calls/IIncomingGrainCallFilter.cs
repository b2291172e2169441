namespace Orleans;

/// <summary>Sees every call that arrives. Registered for all grains with AddIncomingGrainCallFilter, or implemented by a grain for its own calls.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Runs on the turn of the grain. Awaits <c>context.Invoke()</c> to let the call through.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
