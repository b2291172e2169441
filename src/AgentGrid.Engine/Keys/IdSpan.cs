using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orleans.Runtime;

/// <summary>The key part of a <see cref="GrainId"/>: a UTF-8 text. GUID keys are 32 lower-case hex digits, integer keys upper-case hex.</summary>
[Immutable]
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    /// <summary>True for <c>default</c> and for the empty text.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_value);

    /// <summary>The UTF-8 bytes (encoded on each call).</summary>
    public ReadOnlyMemory<byte> Value => Encoding.UTF8.GetBytes(ToString());

    /// <summary>Wraps a text.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(id);
    }

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => string.Equals(ToString(), obj.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is null ? 0 : _value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Ordinal order.</summary>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The text itself.</summary>
    public override string ToString() => _value ?? "";

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
    public static bool operator <(IdSpan left, IdSpan right) => left.CompareTo(right) < 0;
    public static bool operator <=(IdSpan left, IdSpan right) => left.CompareTo(right) <= 0;
    public static bool operator >(IdSpan left, IdSpan right) => left.CompareTo(right) > 0;
    public static bool operator >=(IdSpan left, IdSpan right) => left.CompareTo(right) >= 0;
}
