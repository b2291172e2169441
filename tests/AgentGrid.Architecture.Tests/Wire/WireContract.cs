using System.Reflection;
using Orleans.Concurrency;

namespace AgentGrid.Architecture.Tests.Wire;

/// <summary>
/// What an assembly sends over grain boundaries, read from its attributes; works on both engines. <see cref="Check"/> finds what would be refused or would
/// break when renamed; <see cref="List"/> gives the text that is kept in contracts.lock.
/// </summary>
public static class WireContract
{
    /// <summary>The faults of an assembly, each a sentence that names what to change; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(Assembly assembly)
    {
        var types = WireTypes(assembly);
        var interfaces = Interfaces(assembly);
        List<string> faults =
        [
            .. types.SelectMany(WireTypeFaults),
            .. interfaces.SelectMany(InterfaceFaults),
            .. Doubles("alias", types.Concat(interfaces), AliasOf, type => type.FullName!),
        ];
        return [.. faults.Order(StringComparer.Ordinal)];
    }

    /// <summary>A stable listing: aliases, members by id with their types, interfaces with their methods. One line each, in ordinal order of aliases.</summary>
    public static string List(params Assembly[] assemblies)
    {
        var blocks = assemblies.SelectMany(WireTypes).Select(ListType).Concat(assemblies.SelectMany(Interfaces).Select(ListInterface));
        return string.Join('\n', blocks.Order(StringComparer.Ordinal)) + "\n";
    }

    private static Type[] WireTypes(Assembly assembly) => [.. assembly.GetTypes().Where(IsWireType)];

    private static bool IsWireType(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    private static bool IsFramework(Type type) => type.Namespace?.Split('.')[0] is "System" or "Orleans";

    private static Type[] Interfaces(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type) && type.Namespace?.StartsWith("Orleans", StringComparison.Ordinal) != true)];

    private static string AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? "";

    private static IEnumerable<string> WireTypeFaults(Type type)
    {
        if (AliasOf(type).Length == 0) yield return $"{type}: give it an [Alias].";
        if (type.IsEnum) yield break;
        if (typeof(Exception).IsAssignableFrom(type) && type.BaseType is { } super && !IsFramework(super) && !IsWireType(super))
            yield return $"{type}: give its base {super.Name} [GenerateSerializer].";
        foreach (var member in Members(type))
        {
            if (IdOf(member) is null && IsState(member)) yield return $"{type}.{member.Name}: give it an [Id], or make it a computed property.";
            if (IdOf(member) is not null && WireTypeNames.Refusal(TypeOf(member)) is { } refusal) yield return $"{type}.{member.Name}: {refusal}";
            if (IdOf(member) is not null && member is PropertyInfo { SetMethod: null } property)
                yield return IsAuto(property) ? $"{type}.{member.Name}: give it a setter or init." : $"{type}.{member.Name}: a computed property has no [Id].";
        }

        foreach (var fault in Doubles("[Id]", Members(type).Where(member => IdOf(member) is not null), member => $"{IdOf(member)}", member => $"{type}.{member.Name}"))
            yield return fault;
    }

    private static IEnumerable<string> InterfaceFaults(Type type)
    {
        if (AliasOf(type).Length == 0) yield return $"{type}: give it an [Alias].";
        foreach (var method in type.GetMethods())
        {
            if (AliasOf(method).Length == 0) yield return $"{type}.{method.Name}: give it an [Alias].";
            foreach (var part in method.GetParameters().Select(parameter => parameter.ParameterType).Append(WireTypeNames.ResultOf(method.ReturnType)))
            {
                if (WireTypeNames.Refusal(part) is { } refusal) yield return $"{type}.{method.Name}: {refusal}";
            }
        }

        foreach (var fault in Doubles("alias", type.GetMethods(), AliasOf, method => $"{type}.{method.Name}")) yield return fault;
    }

    private static IEnumerable<string> Doubles<T>(string what, IEnumerable<T> all, Func<T, string> key, Func<T, string> name) => all
        .GroupBy(key).Where(group => group.Key.Length > 0 && group.Count() > 1)
        .Select(group => $"{string.Join(", ", group.Select(name).Order(StringComparer.Ordinal))}: the same {what} {group.Key}.");

    private static IEnumerable<MemberInfo> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetProperties(Own).Where(property => property.GetIndexParameters().Length == 0).Cast<MemberInfo>()
            .Concat(type.GetFields(Own).Where(field => !field.Name.Contains('<', StringComparison.Ordinal)));
    }

    private static uint? IdOf(MemberInfo member) => member.GetCustomAttribute<IdAttribute>()?.Id;

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static bool IsState(MemberInfo member) => member is FieldInfo || IsAuto((PropertyInfo)member);

    private static bool IsAuto(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static string ListType(Type type)
    {
        var marks = type.IsDefined(typeof(ImmutableAttribute), inherit: false) ? " immutable" : "";
        if (type.IsEnum)
            return string.Join('\n', Enum.GetNames(type).Select(name => $"  {Convert.ToInt64(Enum.Parse(type, name), null)} {name}").Prepend($"enum {AliasOf(type)}"));
        var parent = type.BaseType is { } super && super.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) ? $" : {WireTypeNames.Name(super)}" : "";
        var members = Members(type).Where(member => IdOf(member) is not null).OrderBy(IdOf).Select(member => $"  {IdOf(member)} {member.Name} {WireTypeNames.Name(TypeOf(member))}");
        return string.Join('\n', members.Prepend($"type {AliasOf(type)}{parent}{marks}"));
    }

    private static string ListInterface(Type type)
    {
        var methods = type.GetMethods().Select(method =>
            $"  {AliasOf(method)}({string.Join(", ", method.GetParameters().Select(parameter => WireTypeNames.Name(parameter.ParameterType)))})"
            + $" -> {WireTypeNames.Name(WireTypeNames.ResultOf(method.ReturnType))}"
            + (method.IsDefined(typeof(OneWayAttribute)) ? " one-way" : "") + (method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? " interleaves" : ""));
        return string.Join('\n', methods.Order(StringComparer.Ordinal).Prepend($"interface {AliasOf(type)}"));
    }
}
