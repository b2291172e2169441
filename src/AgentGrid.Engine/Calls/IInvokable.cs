using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as call filters see it.</summary>
public interface IInvokable
{
    /// <summary>The grain object; null before the call is delivered.</summary>
    object? GetTarget();

    int GetArgumentCount();

    object? GetArgument(int index);

    void SetArgument(int index, object? value);

    string GetMethodName();

    string GetInterfaceName();

    MethodInfo GetMethod();

    Type GetInterfaceType();

    /// <summary>From <see cref="ResponseTimeoutAttribute"/>; null for the engine's default.</summary>
    TimeSpan? GetDefaultResponseTimeout() => default;

    CancellationToken GetCancellationToken() => default;
}
