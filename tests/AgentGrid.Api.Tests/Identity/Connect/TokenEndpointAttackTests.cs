using System.Text.Json;
using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.Connect;

/// <summary>Refresh reuse, client authentication, flows that were switched off (CVE-2026-7571), scopes that were never given.</summary>
public sealed class TokenEndpointAttackTests(ConnectGrid grid) : IClassFixture<ConnectGrid>
{
    private static readonly object Robot = new { grantTypes = new[] { "client_credentials" }, redirectUris = Array.Empty<string>(), scopes = new[] { "grid", "gateway" } };

    [Fact]
    public async Task Refresh_reuse_kills_the_family()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var first = await grid.TokensAsync(email, client, ("scope", "openid offline_access"));
        var second = (await RefreshAsync(client, first)).Json;

        Assert.Equal("invalid_grant", Error(await RefreshAsync(client, first)));

        Assert.Equal("invalid_grant", Error(await RefreshAsync(client, second)));
        await ApiTokens.TokenRequests.WithinASecondAsync(401, () => grid.UserInfoAsync(Text(second, "access_token")));
    }

    [Fact]
    public async Task Refresh_by_another_client_kills_the_family()
    {
        var (client, thief, email) = (await grid.NewClientAsync(), await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client, ("scope", "openid offline_access"));
        Assert.Equal("invalid_grant", Error(await RefreshAsync(thief, tokens)));
        Assert.Equal("invalid_grant", Error(await RefreshAsync(client, tokens)));
    }

    [Fact]
    public async Task Refresh_cannot_widen_what_was_granted()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client, ("scope", "openid offline_access"));
        foreach (var scope in (string[])["openid grid", "openid root", " "])
            Assert.Equal("invalid_scope", Error(await grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", Text(tokens, "refresh_token")), ("scope", scope))));
        Assert.Equal(200, (await RefreshAsync(client, tokens)).Status);
    }

    [Fact]
    public async Task Disabled_flow_of_a_changed_client_is_not_revived_by_old_tokens()
    {
        var (client, email) = (await grid.NewClientAsync(), (await grid.NewUserAsync()).Email);
        var tokens = await grid.TokensAsync(email, client, ("scope", "openid offline_access grid"));
        var narrow = $$"""{"name":"App","type":"confidential","grantTypes":["authorization_code"],"redirectUris":["{{ConnectGrid.Callback}}"],"scopes":["openid"]}""";
        Assert.Equal(200, (await grid.Admin.PutAnswerAsync("/api/v1/oauth/clients/" + client.Id, narrow)).Status);
        Assert.Equal("unauthorized_client", Error(await RefreshAsync(client, tokens)));
        Assert.Equal("invalid_scope", (await grid.NewBrowser().GetAsync(client.AuthorizeUrl(("scope", "openid grid")))).Parameter("error"));

        Assert.Equal(204, (await grid.Admin.DeleteAnswerAsync("/api/v1/oauth/clients/" + client.Id)).Status);
        Assert.Equal(400, (await grid.NewBrowser().GetAsync(client.AuthorizeUrl())).Status);
        Assert.Equal(401, (await RefreshAsync(client, tokens)).Status);
        for (var tries = 0; (await grid.UserInfoAsync(Text(tokens, "access_token"))).Status != 401; tries++)
        {
            Assert.True(tries < 100, "A deleted client's token was good after a second.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("password")]
    [InlineData("implicit")]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    [InlineData("Authorization_Code")]
    public async Task Disabled_flow_unknown_grant_types_are_unsupported(string grant) =>
        Assert.Equal("unsupported_grant_type", Error(await grid.TokenAsync(await grid.NewClientAsync(), ("grant_type", grant), ("username", "a"), ("password", "b"))));

    [Fact]
    public async Task Disabled_flow_a_grant_that_the_client_lacks_is_unauthorized()
    {
        Assert.Equal("unauthorized_client", Error(await grid.TokenAsync(await grid.NewClientAsync(), ("grant_type", "client_credentials"))));
        var robot = await grid.NewClientAsync(Robot);
        Assert.Equal("unauthorized_client", Error(await grid.TokenAsync(robot, ("grant_type", "authorization_code"), ("code", new string('x', 43)))));
        Assert.Equal("invalid_request", Error(await grid.TokenAsync(robot)));
    }

    [Fact]
    public async Task Client_authentication_takes_one_way_and_the_right_secret()
    {
        var (robot, other, spa) = (await grid.NewClientAsync(Robot), await grid.NewClientAsync(Robot), await grid.NewClientAsync(new { type = "public" }));
        KeyValuePair<string, string>[] form = [new("grant_type", "client_credentials")];

        Assert.Equal(200, (await grid.PostAsync("/connect/token", form, ConnectGrid.Basic(robot.Id, robot.Secret))).Status);
        Assert.Equal(200, (await grid.PostAsync("/connect/token", form, ConnectGrid.Basic(Uri.EscapeDataString(robot.Id).Replace("-", "%2D", StringComparison.Ordinal), robot.Secret))).Status);
        foreach (var bad in (string[])[ConnectGrid.Basic(robot.Id, other.Secret), ConnectGrid.Basic(robot.Id, ""), ConnectGrid.Basic(robot.Id, robot.Secret + "x"), ConnectGrid.Basic("nobody", robot.Secret),
            ConnectGrid.Basic(spa.Id, ""), "Basic", "Basic !!!", "Basic YQ==", "Bearer " + robot.Secret, "Basic " + Convert.ToBase64String([0xff, 0x3a, 0xfe])])
        {
            var refused = await grid.PostAsync("/connect/token", form, bad);
            Assert.Equal((401, "invalid_client"), (refused.Status, refused.Json.GetProperty("error").GetString()));
            Assert.StartsWith("Basic realm=", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
            Assert.Equal("no-store", refused.Header("Cache-Control"));
        }

        Assert.Equal(401, (await grid.TokenAsync(robot with { Secret = null }, ("grant_type", "client_credentials"))).Status);
        Assert.Equal(401, (await grid.TokenAsync(spa with { Secret = robot.Secret }, ("grant_type", "refresh_token"))).Status);
        KeyValuePair<string, string>[] both = [.. form, new("client_secret", robot.Secret!)];
        Assert.Equal("invalid_request", Error(await grid.PostAsync("/connect/token", both, ConnectGrid.Basic(robot.Id, robot.Secret))));
        KeyValuePair<string, string>[] named = [.. form, new("client_id", other.Id)];
        Assert.Equal(401, (await grid.PostAsync("/connect/token", named, ConnectGrid.Basic(robot.Id, robot.Secret))).Status);
    }

    [Fact]
    public async Task Secrets_in_the_query_and_other_bodies_are_not_read()
    {
        var robot = await grid.NewClientAsync(Robot);
        var query = await grid.Program.PostAnswerAsync($"/connect/token?grant_type=client_credentials&client_id={robot.Id}&client_secret={robot.Secret}", null);
        Assert.Equal("invalid_request", Error(query));
        var json = await grid.Program.PostAnswerAsync("/connect/token", JsonSerializer.Serialize(new { grant_type = "client_credentials", client_id = robot.Id, client_secret = robot.Secret }));
        Assert.Equal("invalid_request", Error(json));
        Assert.Equal("invalid_request", Error(await grid.TokenAsync(robot, ("grant_type", "client_credentials"), ("grant_type", "client_credentials"))));
        Assert.Equal("invalid_request", Error(await grid.TokenAsync(robot, ("grant_type", "client_credentials"), ("x", new string('y', 40_000)))));
    }

    [Fact]
    public async Task Changed_secret_ends_the_old_one()
    {
        var robot = await grid.NewClientAsync(Robot);
        var changed = robot with { Secret = (await grid.Admin.PostAnswerAsync($"/api/v1/oauth/clients/{robot.Id}/secret", null)).Json.GetProperty("clientSecret").GetString() };
        Assert.Equal(401, (await grid.TokenAsync(robot, ("grant_type", "client_credentials"))).Status);
        Assert.Equal(200, (await grid.TokenAsync(changed, ("grant_type", "client_credentials"))).Status);
    }

    [Theory]
    [InlineData("openid")]
    [InlineData("grid rooms")]
    [InlineData("root")]
    public async Task Client_credentials_give_no_more_than_the_client_has(string scope) =>
        Assert.Equal("invalid_scope", Error(await grid.TokenAsync(await grid.NewClientAsync(Robot), ("grant_type", "client_credentials"), ("scope", scope))));

    [Fact]
    public async Task Client_credentials_have_the_client_s_role_and_scopes_and_nothing_else()
    {
        var plain = await grid.NewClientAsync(Robot);
        var scoped = (await grid.TokenAsync(plain, ("grant_type", "client_credentials"), ("scope", "gateway"))).Json;
        Assert.Equal("gateway", Text(scoped, "scope"));
        Assert.False(scoped.TryGetProperty("refresh_token", out _) || scoped.TryGetProperty("id_token", out _));
        Assert.Equal(403, await StatusAsync("/api/v1/agents", scoped));

        var operatorId = SharedGrid.NewName("operator");
        var operators = await grid.NewClientAsync(new { clientId = operatorId, grantTypes = new[] { "client_credentials" }, redirectUris = Array.Empty<string>(), scopes = new[] { "grid" }, role = "operator" });
        var token = (await grid.TokenAsync(operators, ("grant_type", "client_credentials"))).Json;
        Assert.Equal(200, await StatusAsync("/api/v1/agents", token));
        Assert.Equal(403, await StatusAsync("/api/v1/oauth/clients", token));
        Assert.Equal(401, (await grid.UserInfoAsync(Text(token, "access_token"))).Status);

        // Taken back: at once, not only for the next token.
        var definition = $$"""{"name":"x","type":"confidential","grantTypes":["client_credentials"],"scopes":["grid"]}""";
        Assert.Equal(200, (await grid.Admin.PutAnswerAsync("/api/v1/oauth/clients/" + operatorId, definition)).Status);
        for (var tries = 0; await StatusAsync("/api/v1/agents", token) != 403; tries++)
        {
            Assert.True(tries < 100, "The role was still good after a second.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private Task<Answer> RefreshAsync(TestClient client, JsonElement tokens) => grid.TokenAsync(client, ("grant_type", "refresh_token"), ("refresh_token", Text(tokens, "refresh_token")));

    private async Task<int> StatusAsync(string path, JsonElement tokens) => (await grid.Program.GetAnswerAsync(path, ("Authorization", "Bearer " + Text(tokens, "access_token")))).Status;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string? Error(Answer answer) => answer.Status == 400 ? answer.Json.GetProperty("error").GetString() : $"{answer.Status}: {answer.Text}";
}
