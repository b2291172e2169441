using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.OAuth.Tests.OAuth;

/// <summary>A sound client and what it sends.</summary>
internal static class Sample
{
    public const string RedirectUri = "https://app.example/cb";
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly string Challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static readonly ClientDefinition Client = new()
    {
        ClientId = "app",
        Name = "App",
        Type = ClientType.Confidential,
        GrantTypes = [GrantType.AuthorizationCode, GrantType.RefreshToken],
        RedirectUris = [RedirectUri, "https://app.example/other?x=1"],
        Scopes = ScopeSet.OpenId.Union(ScopeSet.OfflineAccess).Union(ScopeSet.Rooms),
    };

    public static readonly AuthorizationRequest Request = new() { Client = Client, RedirectUri = RedirectUri, Scopes = ScopeSet.OpenId, CodeChallenge = Challenge };
}
