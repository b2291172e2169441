using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>Finds the copier of a type: registered by generated code, or put together for arrays and collections. Reflection runs once per type.</summary>
internal static class CopierTable
{
    private static readonly ConcurrentDictionary<Type, Type> Registered = new();
    private static readonly ConcurrentDictionary<Type, TypeCopier> Copiers = new();

    private static readonly HashSet<Type> Immutables =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid),
        typeof(Uri), typeof(Version), typeof(CancellationToken), typeof(BigInteger), typeof(Int128), typeof(UInt128), typeof(Half), typeof(Rune),
        typeof(IPAddress), typeof(IPEndPoint), typeof(CultureInfo), typeof(CodeGeneration.Nothing), typeof(GrainId), typeof(GrainType), typeof(IdSpan),
        typeof(GrainInterfaceType), typeof(TickStatus),
    ];

    private static readonly Dictionary<Type, Type> Collections = new()
    {
        [typeof(List<>)] = typeof(ListCopier<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCopier<,>),
        [typeof(HashSet<>)] = typeof(HashSetCopier<>),
        [typeof(Queue<>)] = typeof(QueueCopier<>),
        [typeof(IEnumerable<>)] = typeof(EnumerableCopier<>),
        [typeof(ICollection<>)] = typeof(PlainCollectionCopier<>),
        [typeof(IList<>)] = typeof(ListInterfaceCopier<>),
        [typeof(ISet<>)] = typeof(SetInterfaceCopier<>),
        [typeof(IDictionary<,>)] = typeof(DictionaryInterfaceCopier<,>),
        [typeof(IReadOnlyCollection<>)] = typeof(ReadOnlyCollectionCopier<>),
        [typeof(IReadOnlyList<>)] = typeof(ReadOnlyListCopier<>),
        [typeof(IReadOnlySet<>)] = typeof(ReadOnlySetCopier<>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(ReadOnlyDictionaryCopier<,>),
        [typeof(Nullable<>)] = typeof(NullableCopier<>),
        [typeof(KeyValuePair<,>)] = typeof(KeyValuePairCopier<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCopier<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListCopier<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetCopier<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryCopier<,>),
        [typeof(ReadOnlyMemory<>)] = typeof(ReadOnlyMemoryCopier<>),
        [typeof(Memory<>)] = typeof(MemoryCopier<>),
        [typeof(ValueTuple<>)] = typeof(ValueTupleCopier<>),
        [typeof(ValueTuple<,>)] = typeof(ValueTupleCopier<,>),
        [typeof(ValueTuple<,,>)] = typeof(ValueTupleCopier<,,>),
        [typeof(ValueTuple<,,,>)] = typeof(ValueTupleCopier<,,,>),
        [typeof(Tuple<>)] = typeof(TupleCopier<>),
        [typeof(Tuple<,>)] = typeof(TupleCopier<,>),
        [typeof(Tuple<,,>)] = typeof(TupleCopier<,,>),
    };

    public static void Register(Type type, Type copier) => Registered[type] = copier;

    public static TypeCopier Get(Type type) => Copiers.TryGetValue(type, out var copier) ? copier : Copiers.GetOrAdd(type, Make);

    /// <summary>Whether generated code knows the type.</summary>
    public static bool IsRegistered(Type type) => Registered.ContainsKey(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static TypeCopier Make(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || Immutables.Contains(type)) return Make(typeof(ImmutableCopier<>), type);
        if (typeof(Type).IsAssignableFrom(type)) return Make(typeof(ImmutableCopier<>), type);
        if (typeof(IAddressable).IsAssignableFrom(type)) return Make(typeof(AddressableCopier<>), type);
        if (FindRegistered(type) is { } registered) return registered;
        if (typeof(Exception).IsAssignableFrom(type)) return Make(typeof(ExceptionCopier<>), type);
        if (type.IsSZArray) return Make(typeof(ArrayCopier<>), type.GetElementType()!);
        if (type.IsGenericType && Collections.TryGetValue(type.GetGenericTypeDefinition(), out var collection))
            return Make(collection, type.GenericTypeArguments);
        if (type.IsInterface || type.IsAbstract || type == typeof(object)) return Make(typeof(RuntimeTypeCopier<>), type);
        return Refuse(type, "it has no [GenerateSerializer]");
    }

    private static TypeCopier? FindRegistered(Type type)
    {
        if (!Registered.TryGetValue(type.IsGenericType ? type.GetGenericTypeDefinition() : type, out var copier)) return null;
        if (!type.IsDefined(typeof(AliasAttribute), inherit: false)) return Refuse(type, "it has no [Alias]");
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false))
            return Make(type.IsSealed ? typeof(ImmutableCopier<>) : typeof(ImmutableBaseCopier<>), type);
        return type.IsGenericType ? Make(copier, type.GenericTypeArguments) : (TypeCopier)Activator.CreateInstance(copier)!;
    }

    private static TypeCopier Make(Type copier, params Type[] arguments) =>
        (TypeCopier)Activator.CreateInstance(copier.MakeGenericType(arguments), BindingFlags.Public | BindingFlags.Instance, null, null, CultureInfo.InvariantCulture)!;

    private static TypeCopier Refuse(Type type, string reason) =>
        (TypeCopier)Activator.CreateInstance(typeof(RefusingCopier<>).MakeGenericType(type),
            $"Could not find a copier for type {type}: {reason}. Types that cross a grain boundary need [GenerateSerializer], [Alias] and [Id]s.")!;
}
