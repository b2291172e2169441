using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.OAuth.Tests.OAuth;

public sealed class ClientRulesTests
{
    private static readonly ClientFields Web = new()
    {
        ClientId = "my-app.1",
        Name = "My App",
        Type = "confidential",
        GrantTypes = ["authorization_code", "refresh_token"],
        RedirectUris = ["https://app.example/cb"],
        PostLogoutRedirectUris = ["https://app.example/bye"],
        Scopes = ["openid", "offline_access"],
    };

    private static readonly ClientFields Machine = new()
    {
        ClientId = "bot",
        Name = "Bot",
        Type = "confidential",
        GrantTypes = ["client_credentials"],
        Scopes = ["gateway"],
    };

    [Fact]
    public void Validate_sound_clients_are_built()
    {
        Assert.Empty(ClientRules.Validate(Web, out var web));
        Assert.Equal("my-app.1", web!.ClientId);
        Assert.Equal(ClientType.Confidential, web.Type);
        Assert.Equal([GrantType.AuthorizationCode, GrantType.RefreshToken], web.GrantTypes.AsEnumerable());
        Assert.Equal(["https://app.example/cb"], web.RedirectUris.AsEnumerable());
        Assert.Equal(ScopeSet.OpenId.Union(ScopeSet.OfflineAccess), web.Scopes);
        Assert.Equal(JwtAlgorithm.Rs256, web.IdTokenAlgorithm);
        Assert.False(web.IsFirstParty);
        Assert.Empty(ClientRules.Validate(Machine, out var machine));
        Assert.True(machine!.May(GrantType.ClientCredentials));
        Assert.False(machine.May(GrantType.AuthorizationCode));
    }

    [Fact]
    public void Validate_of_nothing_names_every_required_field()
    {
        var errors = ClientRules.Validate(new ClientFields(), out var client);
        Assert.Null(client);
        Assert.Equal(["clientId", "grantTypes", "name", "scopes", "type"], errors.Keys.Order());
    }

    public static TheoryData<string, ClientFields> Unsound() => new()
    {
        { "clientId", Web with { ClientId = "a" } },
        { "clientId", Web with { ClientId = "-ab" } },
        { "clientId", Web with { ClientId = "Abc" } },
        { "clientId", Web with { ClientId = "a b" } },
        { "clientId", Web with { ClientId = new string('a', 64) } },
        { "clientId", Web with { ClientId = "0198f0c0-0000-7000-8000-000000000000" } },
        { "clientId", Web with { ClientId = "0198f0c0000070008000000000000000" } },
        { "clientId", Web with { ClientId = "system" } },
        { "name", Web with { Name = " " } },
        { "name", Web with { Name = "a\u202eb" } },
        { "name", Web with { Name = "a\nb" } },
        { "name", Web with { Name = "a\ud800" } },
        { "name", Web with { Name = new string('a', 101) } },
        { "type", Web with { Type = "Public" } },
        { "grantTypes", Web with { GrantTypes = ["password"] } },
        { "grantTypes", Web with { GrantTypes = ["implicit", "authorization_code"] } },
        { "grantTypes", Web with { GrantTypes = ["authorization_code", "authorization_code"] } },
        { "grantTypes", Machine with { GrantTypes = ["client_credentials", "refresh_token"] } },
        { "grantTypes", Machine with { Type = "public" } },
        { "scopes", Web with { Scopes = ["openid", "root", "offline_access"] } },
        { "scopes", Web with { Scopes = [] } },
        { "scopes", Web with { Scopes = ["openid"] } },
        { "scopes", Web with { GrantTypes = ["authorization_code"] } },
        { "scopes", Machine with { Scopes = ["gateway", "openid"] } },
        { "redirectUris", Web with { RedirectUris = null } },
        { "redirectUris", Web with { RedirectUris = ["https://*.app.example"] } },
        { "redirectUris", Web with { RedirectUris = ["https://app.example/cb", "https://app.example/cb"] } },
        { "redirectUris", Web with { RedirectUris = [.. Enumerable.Range(0, 21).Select(i => $"https://app.example/{i}")] } },
        { "redirectUris", Machine with { RedirectUris = ["https://app.example/cb"] } },
        { "postLogoutRedirectUris", Web with { PostLogoutRedirectUris = ["http://app.example"] } },
        { "postLogoutRedirectUris", Machine with { PostLogoutRedirectUris = ["https://app.example"] } },
        { "role", Web with { Role = "admin" } },
        { "role", Machine with { Role = "root" } },
        { "role", Machine with { Role = "Admin" } },
        { "role", Machine with { Role = "" } },
        { "role", Machine with { Role = "agent" } },
        { "idTokenAlgorithm", Web with { IdTokenAlgorithm = "none" } },
        { "idTokenAlgorithm", Web with { IdTokenAlgorithm = "HS256" } },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void Validate_unsound_field_is_named_and_nothing_else(string field, ClientFields fields)
    {
        var errors = ClientRules.Validate(fields, out var client);
        Assert.Null(client);
        Assert.Equal([field], errors.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("user")]
    [InlineData("operator")]
    [InlineData("admin")]
    public void Validate_client_of_client_credentials_may_have_a_role(string? role)
    {
        Assert.Empty(ClientRules.Validate(Machine with { Role = role }, out var client));
        Assert.Equal(role, client!.Role);
    }

    [Fact]
    public void Validate_native_client_has_a_scheme_of_its_own_and_any_algorithm()
    {
        var native = Web with { Type = "public", RedirectUris = ["com.example.app:/cb", "http://127.0.0.1/cb"], IdTokenAlgorithm = "ES256", IsFirstParty = true };
        Assert.Empty(ClientRules.Validate(native, out var client));
        Assert.Equal(JwtAlgorithm.Es256, client!.IdTokenAlgorithm);
        Assert.True(client.IsFirstParty);
    }
}
