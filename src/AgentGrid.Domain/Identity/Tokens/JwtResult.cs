using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>A token's claims, or why there are none.</summary>
/// <param name="Fault"><see cref="JwtFault.None"/> exactly when there is a <paramref name="Token"/>.</param>
/// <param name="Token">The claims.</param>
public readonly record struct JwtResult<T>(JwtFault Fault, T? Token)
    where T : class
{
    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsGood => Fault == JwtFault.None && Token is not null;
}
