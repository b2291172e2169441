using System.Reflection;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Limits;

namespace AgentGrid.Architecture.Tests.Wire;

/// <summary>Every grain method takes the caller first, so that the grain can check it against its own state.</summary>
internal static class CallerRules
{
    // Counts whoever asks, before anybody is known; it gives nothing away.
    private static readonly HashSet<string> WithoutCaller = [$"{nameof(ILimiterGrain)}.{nameof(ILimiterGrain.LeaseAsync)}"];

    public static IEnumerable<string> Check(IEnumerable<Type> types) => types
        .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods())
        .Where(method => !WithoutCaller.Contains($"{method.DeclaringType!.Name}.{method.Name}") && First(method) != typeof(Caller))
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}: takes no Caller as its first argument.");

    private static Type? First(MethodInfo method) => method.GetParameters() is [var first, ..] ? first.ParameterType : null;
}
