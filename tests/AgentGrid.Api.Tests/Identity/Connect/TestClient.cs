using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>A registered client.</summary>
public sealed record TestClient(string Id, string? Secret)
{
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static readonly string Challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A sound request with these parameters changed; null leaves one out, a repeated name sends it twice.</summary>
    public string AuthorizeUrl(params (string Name, string? Value)[] changes) => "/connect/authorize?" + Query(changes);

    public string Query(params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] sound =
        [
            ("client_id", Id), ("redirect_uri", ConnectGrid.Callback), ("response_type", "code"), ("scope", "openid"), ("state", "s1"), ("nonce", "n1"),
            ("code_challenge", Challenge), ("code_challenge_method", "S256"),
        ];
        var all = sound.Where(parameter => changes.All(change => change.Name != parameter.Name)).Concat(changes).Where(parameter => parameter.Value is not null);
        return string.Join('&', all.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
    }
}
