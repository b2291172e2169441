namespace AgentGrid.Engine.Tests.Filters;

/// <summary>Registered for all grains; acts only on the grains of the filter cases.</summary>
public sealed class TracingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain grain || context.InterfaceMethod.DeclaringType != typeof(IFilteredGrain))
        {
            await context.Invoke();
            return;
        }

        grain.Trace.Add($"silo>{context.InterfaceMethod.Name}");
        try
        {
            await context.Invoke();
        }
        catch (ArgumentException failure) when (failure.Message == "swallow")
        {
            context.Result = "swallowed";
        }

        if (context.InterfaceMethod.Name == nameof(IFilteredGrain.Doubled)) context.Result = (int)context.Result! * 2;
        grain.Trace.Add($"silo<{context.InterfaceMethod.Name}");
    }
}
