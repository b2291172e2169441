using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace AgentGrid.Engine.Generator;

/// <summary>Questions about symbols.</summary>
internal static class WireSymbols
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat;

    private static readonly SymbolDisplayFormat FullNullable = Full.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly HashSet<string> ImmutableTypes =
    [
        "System.Guid", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Uri", "System.Version",
        "System.Threading.CancellationToken", "System.Int128", "System.UInt128", "System.Half", "System.Text.Rune", "System.Numerics.BigInteger",
        "Orleans.Runtime.GrainId", "Orleans.Runtime.TickStatus",
    ];

    /// <summary>For code: <c>global::A.B&lt;C&gt;</c>, without nullable marks, as typeof needs it.</summary>
    public static string Name(ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>For declarations.</summary>
    public static string NullableName(ITypeSymbol type) => type.ToDisplayString(FullNullable);

    /// <summary>For typeof of an open generic: <c>global::A.B&lt;,&gt;</c>.</summary>
    public static string OpenName(INamedTypeSymbol type) => Name(type.IsGenericType ? type.ConstructUnboundGenericType() : type);

    /// <summary>A name unique within the assembly, usable as a class and file name.</summary>
    public static string Identifier(INamedTypeSymbol type)
    {
        var name = new StringBuilder();
        foreach (var letter in type.ToDisplayString()) name.Append(char.IsLetterOrDigit(letter) ? letter : '_');
        return name.ToString();
    }

    public static bool IsAddressable(INamedTypeSymbol type) =>
        type.ContainingNamespace.ToDisplayString() != "Orleans" && type.AllInterfaces.Any(candidate => candidate.ToDisplayString() == "Orleans.Runtime.IAddressable");

    public static bool IsObserver(INamedTypeSymbol type) => type.AllInterfaces.Any(candidate => candidate.ToDisplayString() == "Orleans.IGrainObserver");

    public static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == name);

    public static bool Has(ISymbol symbol, string name) => Attribute(symbol, name) is not null;

    /// <summary>Known at compile time to need no copy. What only the runtime can know is asked there.</summary>
    public static bool IsImmutable(ITypeSymbol type) => IsImmutable(type, []);

    private static bool IsImmutable(ITypeSymbol type, HashSet<ITypeSymbol> asked)
    {
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String
            or SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_DateTime) return true;
        if (type is not INamedTypeSymbol named) return false;
        var definition = named.OriginalDefinition.ToDisplayString();
        if (ImmutableTypes.Contains(definition)) return true;
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || definition.StartsWith("System.Collections.Immutable.Immutable", System.StringComparison.Ordinal))
            return named.TypeArguments.All(argument => IsImmutable(argument, asked));
        if (!Has(named, "Orleans.GenerateSerializerAttribute") || !Has(named, "Orleans.AliasAttribute")) return false;
        if (!named.IsSealed && !named.IsValueType) return false;
        return Has(named, "Orleans.ImmutableAttribute") || IsDeeplyReadOnly(named, asked);
    }

    /// <summary>All fields are read-only, numbered and themselves immutable: sharing such an object cannot be noticed.</summary>
    private static bool IsDeeplyReadOnly(INamedTypeSymbol type, HashSet<ITypeSymbol> asked)
    {
        if (type.DeclaringSyntaxReferences.Length == 0) return false;
        if (type.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }) return false;
        if (!asked.Add(type)) return true;
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).ToList();
        return fields.Count > 0 && fields.All(field =>
            (field.IsReadOnly || field.AssociatedSymbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } })
            && Has(field.AssociatedSymbol ?? field, "Orleans.IdAttribute")
            && IsImmutable(field.Type, asked));
    }
}
