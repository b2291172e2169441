using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>A set out of the closed list <c>openid profile email offline_access grid gateway rooms</c>. Its text is always in that order (RFC 6749 section 3.3).</summary>
public readonly struct ScopeSet : IEquatable<ScopeSet>
{
    /// <summary>No scope: may do nothing.</summary>
    public static readonly ScopeSet Empty;

    /// <summary>An ID token and userinfo.</summary>
    public static readonly ScopeSet OpenId = new(1);

    /// <summary>The user's name.</summary>
    public static readonly ScopeSet Profile = new(2);

    /// <summary>The user's e-mail address.</summary>
    public static readonly ScopeSet Email = new(4);

    /// <summary>A refresh token (OpenID Connect Core 11).</summary>
    public static readonly ScopeSet OfflineAccess = new(8);

    /// <summary>The management API.</summary>
    public static readonly ScopeSet Grid = new(16);

    /// <summary>The model gateway.</summary>
    public static readonly ScopeSet Gateway = new(32);

    /// <summary>The rooms.</summary>
    public static readonly ScopeSet Rooms = new(64);

    /// <summary>All of them.</summary>
    public static readonly ScopeSet All = new(127);

    private static readonly string[] Names = ["openid", "profile", "email", "offline_access", "grid", "gateway", "rooms"];

    private readonly int _bits;

    private ScopeSet(int bits) => _bits = bits;

    /// <summary>How many scopes it holds.</summary>
    public int Count => BitOperations.PopCount((uint)_bits);

    /// <summary>Whether it holds none.</summary>
    public bool IsEmpty => _bits == 0;

    /// <summary>
    /// Reads a <c>scope</c> parameter: known names with single spaces between, in any order; the empty text is <see cref="Empty"/>, null is unreadable. An unknown name makes the whole
    /// unreadable (<c>invalid_scope</c>): a client must not believe that it got what it did not get.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ScopeSet scopes)
    {
        scopes = Empty;
        if (string.IsNullOrEmpty(text))
            return text is not null;
        return TryParse(text.Split(' '), out scopes);
    }

    /// <summary>Reads a list of names.</summary>
    public static bool TryParse(IEnumerable<string> names, out ScopeSet scopes)
    {
        ArgumentNullException.ThrowIfNull(names);
        scopes = Empty;
        var bits = 0;
        foreach (var name in names)
        {
            var index = Array.IndexOf(Names, name);
            if (index < 0)
                return false;
            bits |= 1 << index;
        }
        scopes = new ScopeSet(bits);
        return true;
    }

    /// <summary>Whether every scope of this set is in the other.</summary>
    public bool IsSubsetOf(ScopeSet other) => (_bits & ~other._bits) == 0;

    /// <summary>Whether every scope of the other set is in this one; the empty set is in all.</summary>
    public bool Contains(ScopeSet other) => other.IsSubsetOf(this);

    /// <summary>What is in both.</summary>
    public ScopeSet Intersect(ScopeSet other) => new(_bits & other._bits);

    /// <summary>What is in either.</summary>
    public ScopeSet Union(ScopeSet other) => new(_bits | other._bits);

    /// <summary>The names in the fixed order.</summary>
    public IReadOnlyList<string> ToNames()
    {
        var bits = _bits;
        return [.. Names.Where((_, index) => (bits & (1 << index)) != 0)];
    }

    /// <summary>The names with single spaces between; empty for the empty set.</summary>
    public override string ToString() => string.Join(' ', ToNames());

    /// <inheritdoc/>
    public bool Equals(ScopeSet other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ScopeSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits;

    public static bool operator ==(ScopeSet left, ScopeSet right) => left.Equals(right);

    public static bool operator !=(ScopeSet left, ScopeSet right) => !left.Equals(right);
}
