using System.Diagnostics.CodeAnalysis;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>
/// A refresh token: two random handles, <c>family.secret</c>. The family's stays, the secret changes at each use. So a family is one row however often it is rotated,
/// and every older token of it is still recognised: right family, wrong secret. Nobody sees a family handle who did not see one of its tokens. Never shows itself in text.
/// </summary>
public sealed class RefreshToken
{
    private readonly OpaqueHandle _family;
    private readonly OpaqueHandle _secret;

    private RefreshToken(OpaqueHandle family, OpaqueHandle secret)
    {
        _family = family;
        _secret = secret;
    }

    /// <summary>What the client gets, 87 characters. Never stored or logged.</summary>
    public string Value => $"{_family.Value}.{_secret.Value}";

    /// <summary>Key of the family's row.</summary>
    public HandleHash FamilyHash => _family.Hash;

    /// <summary>What the row remembers of the secret.</summary>
    public HandleHash SecretHash => _secret.Hash;

    /// <summary>The first token of a new family.</summary>
    public static RefreshToken Create() => new(OpaqueHandle.Create(), OpaqueHandle.Create());

    /// <summary>Reads what a client presents; false when it cannot be one of ours.</summary>
    public static bool TryRead(string? presented, [NotNullWhen(true)] out RefreshToken? token)
    {
        token = presented?.Length == (2 * OpaqueHandle.Length) + 1
            && presented[OpaqueHandle.Length] == '.'
            && OpaqueHandle.TryRead(presented[..OpaqueHandle.Length], out var family)
            && OpaqueHandle.TryRead(presented[(OpaqueHandle.Length + 1)..], out var secret)
            ? new RefreshToken(family, secret)
            : null;
        return token is not null;
    }

    /// <summary>The token that replaces this one: same family, new secret.</summary>
    public RefreshToken CreateSuccessor() => new(_family, OpaqueHandle.Create());

    /// <summary>Says nothing.</summary>
    public override string ToString() => nameof(RefreshToken);
}
