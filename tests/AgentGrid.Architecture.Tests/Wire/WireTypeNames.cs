using System.Collections.Immutable;
using System.Reflection;

namespace AgentGrid.Architecture.Tests.Wire;

/// <summary>Which types may cross, and how they are written in contracts.lock.</summary>
internal static class WireTypeNames
{
    private static readonly HashSet<Type> Known =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid),
        typeof(Uri), typeof(Version), typeof(CancellationToken), typeof(GrainId), typeof(TickStatus), typeof(void),
    ];

    private static readonly HashSet<Type> Collections =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(ReadOnlyMemory<>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableDictionary<,>),
        typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>),
    ];

    /// <summary>What a method gives when awaited.</summary>
    public static Type ResultOf(Type returned) =>
        returned.IsGenericType && (returned.GetGenericTypeDefinition() == typeof(Task<>) || returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? returned.GenericTypeArguments[0]
            : returned == typeof(Task) || returned == typeof(ValueTask) ? typeof(void) : returned;

    /// <summary>Why a type may not cross, or null.</summary>
    public static string? Refusal(Type type)
    {
        if (type.IsPrimitive || Known.Contains(type) || type.IsGenericParameter || typeof(IAddressable).IsAssignableFrom(type)) return null;
        if (type.IsArray) return Refusal(type.GetElementType()!);
        if (type.IsGenericType && Collections.Contains(type.GetGenericTypeDefinition()))
            return type.GenericTypeArguments.Select(Refusal).FirstOrDefault(refusal => refusal is not null);
        if (type.IsEnum && type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true) return null;
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return $"{type} cannot cross: give it [GenerateSerializer].";
        return type.IsDefined(typeof(AliasAttribute), inherit: false) ? null : $"{type} cannot cross: give it an [Alias].";
    }

    /// <summary>The alias, or a short name for what everybody knows.</summary>
    public static string Name(Type type)
    {
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        var name = type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>" : name;
    }
}
