using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>The type part of a <see cref="GrainId"/>: the grain class name in lower case without the suffix <c>Grain</c>.</summary>
[Immutable]
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    private readonly string? _value;

    private GrainType(string value) => _value = value;

    /// <summary>True for <c>default</c>.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_value);

    /// <summary>Wraps a type name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(value);
    }

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => string.Equals(_value, obj._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Ordinal order.</summary>
    public int CompareTo(GrainType other) => string.CompareOrdinal(_value, other._value);

    /// <summary>The type name.</summary>
    public override string ToString() => _value ?? "";

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
    public static bool operator <(GrainType left, GrainType right) => left.CompareTo(right) < 0;
    public static bool operator <=(GrainType left, GrainType right) => left.CompareTo(right) <= 0;
    public static bool operator >(GrainType left, GrainType right) => left.CompareTo(right) > 0;
    public static bool operator >=(GrainType left, GrainType right) => left.CompareTo(right) >= 0;
}
