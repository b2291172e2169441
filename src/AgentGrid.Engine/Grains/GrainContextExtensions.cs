namespace Orleans.Runtime;

/// <summary>Typed access to components of an activation.</summary>
public static class GrainContextExtensions
{
    /// <summary>The component of this type, or null.</summary>
    public static TComponent? GetComponent<TComponent>(this IGrainContext context) where TComponent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return (TComponent?)context.GetComponent(typeof(TComponent));
    }
}
