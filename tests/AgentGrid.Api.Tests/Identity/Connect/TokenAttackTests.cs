using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Algorithm confusion and <c>none</c> (CVE-2022-23539/40/41, CVE-2026-23552), one kind of token for another, foreign tokens at introspection and revocation.</summary>
public sealed class TokenAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    [Fact]
    public async Task Algorithm_confusion_and_none_do_not_pass_userinfo()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client);
        var access = tokens.GetProperty("access_token").GetString()!;
        var parts = access.Split('.');
        var jwks = (await grid.Program.GetAnswerAsync("/connect/jwks")).Json;
        var forged = new List<string> { $"{Header("none", parts[0])}.{parts[1]}.", $"{Header("None", parts[0])}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", parts[0] + "." + parts[1] };
        foreach (var key in jwks.GetProperty("keys").EnumerateArray())
        {
            // The public key as HMAC secret, in the texts that confused verifiers take.
            foreach (var secret in (string[])[key.GetRawText(), key.TryGetProperty("n", out var n) ? n.GetString()! : key.GetProperty("x").GetString()!])
            {
                var signed = $"{Header("HS256", parts[0], key.GetProperty("kid").GetString())}.{parts[1]}";
                forged.Add($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}");
            }
        }

        // A key of the attacker's own, announced in the header.
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = Base64Url.EncodeToString("""{"alg":"ES256","typ":"at+jwt","kid":"mine","jwk":{"kty":"EC"}}"""u8);
        forged.Add($"{header}.{parts[1]}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes($"{header}.{parts[1]}"), HashAlgorithmName.SHA256))}");
        // Another kind of token of ours.
        forged.Add(tokens.GetProperty("id_token").GetString()!);

        foreach (var token in forged)
        {
            var answer = await grid.UserInfoAsync(token);
            Assert.Equal(401, answer.Status);
            Assert.Contains("error=\"invalid_token\"", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }

        Assert.Equal(200, (await grid.UserInfoAsync(access)).Status);
    }

    [Fact]
    public async Task Userinfo_tells_what_the_scopes_allow()
    {
        var (client, (id, email)) = (await grid.NewClientAsync(), await grid.NewUserAsync());
        var bare = await grid.UserInfoAsync((await grid.TokensAsync(email, client)).GetProperty("access_token").GetString()!);
        Assert.Equal($$"""{"sub":"{{id:D}}"}""", bare.Text);
        var full = await grid.UserInfoAsync((await grid.TokensAsync(email, client, ("scope", "openid profile email"))).GetProperty("access_token").GetString()!);
        Assert.Equal((email, false, "Ann <b>Example</b>"), (full.Json.GetProperty("email").GetString(), full.Json.GetProperty("email_verified").GetBoolean(), full.Json.GetProperty("name").GetString()));
        var without = await grid.UserInfoAsync((await grid.TokensAsync(email, client, ("scope", "grid"))).GetProperty("access_token").GetString()!);
        Assert.Equal((403, "insufficient_scope"), (without.Status, without.Json.GetProperty("error").GetString()));
        Assert.Equal("Bearer realm=\"grid\"", (await grid.Program.GetAnswerAsync("/connect/userinfo")).Header("WWW-Authenticate"));
        Assert.Equal(401, (await grid.Admin.GetAnswerAsync("/connect/userinfo")).Status);
    }

    [Fact]
    public async Task Introspection_tells_a_client_nothing_of_another_s_tokens()
    {
        var (client, other, spa, email) = (await grid.NewClientAsync(), await grid.NewClientAsync(), await grid.NewClientAsync(new { type = "public" }), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client, ("scope", "openid offline_access"));
        foreach (var name in (string[])["access_token", "refresh_token"])
        {
            var token = tokens.GetProperty(name).GetString();
            Assert.True((await grid.PostAsync("/connect/introspect", client, ("token", token))).Json.GetProperty("active").GetBoolean());
            Assert.Equal("""{"active":false}""", (await grid.PostAsync("/connect/introspect", other, ("token", token))).Text);
            Assert.Equal(401, (await grid.PostAsync("/connect/introspect", spa, ("token", token))).Status);
            Assert.Equal(401, (await grid.PostAsync("/connect/introspect", client with { Secret = null }, ("token", token))).Status);
        }

        Assert.Equal(400, (await grid.PostAsync("/connect/introspect", client)).Status);
        // To look at a token is not to use it.
        Assert.Equal(200, (await grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()))).Status);
        Assert.Equal("""{"active":false}""", (await grid.PostAsync("/connect/introspect", client, ("token", tokens.GetProperty("refresh_token").GetString()))).Text);
    }

    [Fact]
    public async Task Revocation_ends_a_grant_of_the_client_s_own_only()
    {
        var (client, other, email) = (await grid.NewClientAsync(), await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client, ("scope", "openid offline_access"));
        var (access, refresh) = (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString());
        foreach (var token in (string?[])[access, refresh])
            Assert.Equal("invalid_grant", (await grid.PostAsync("/connect/revoke", other, ("token", token))).Json.GetProperty("error").GetString());
        Assert.Equal(200, (await grid.UserInfoAsync(access)).Status);

        Assert.Equal(200, (await grid.PostAsync("/connect/revoke", client, ("token", access), ("token_type_hint", "refresh_token"))).Status);

        Assert.Equal(400, (await grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", refresh))).Status);
        for (var tries = 0; (await grid.UserInfoAsync(access)).Status != 401; tries++)
        {
            Assert.True(tries < 100, "A revoked token was good after a second.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        foreach (var again in (string?[])[access, refresh, "nothing"])
            Assert.Equal(200, (await grid.PostAsync("/connect/revoke", client, ("token", again))).Status);
    }

    [Fact]
    public async Task Revocation_of_a_client_s_own_token_is_not_pretended()
    {
        var robot = await grid.NewClientAsync(new { grantTypes = new[] { "client_credentials" }, redirectUris = Array.Empty<string>(), scopes = new[] { "grid" } });
        var token = (await grid.TokenAsync(robot, ("grant_type", "client_credentials"))).Json.GetProperty("access_token").GetString();
        Assert.Equal("unsupported_token_type", (await grid.PostAsync("/connect/revoke", robot, ("token", token))).Json.GetProperty("error").GetString());
    }

    private static string Header(string algorithm, string original, string? keyId = null)
    {
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(original))!.AsObject();
        header["alg"] = algorithm;
        if (keyId is not null) header["kid"] = keyId;
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
    }
}
