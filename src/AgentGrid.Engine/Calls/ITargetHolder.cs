namespace Orleans.Serialization.Invocation;

/// <summary>Holds the object a call is made on.</summary>
public interface ITargetHolder
{
    object? GetTarget();

    object? GetComponent(Type componentType);
}
