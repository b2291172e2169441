using AgentGrid.Api.Tests.Hosting;

namespace AgentGrid.Api.Tests.Identity.OAuth;

public sealed class OAuthClientTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Path = "/api/v1/oauth/clients";

    private static string Web(string id, string more = "") =>
        $$"""{"clientId":"{{id}}","name":"Wiki","type":"confidential","grantTypes":["authorization_code","refresh_token"],"redirectUris":["https://wiki.example/cb"],"scopes":["openid","offline_access"]{{more}}}""";

    [Fact]
    public async Task Register_shows_the_secret_once()
    {
        var id = SharedGrid.NewName("wiki");

        var created = await shared.Admin.PostAnswerAsync(Path, Web(id));

        Assert.Equal(201, created.Status);
        Assert.Equal($"{Path}/{id}", created.Header("Location"));
        Assert.Equal("no-store", created.Header("Cache-Control"));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", created.Json.GetProperty("clientSecret").GetString());
        var read = await shared.Admin.GetAnswerAsync($"{Path}/{id}");
        Assert.Equal((200, "\"1\""), (read.Status, read.Header("ETag")));
        Assert.False(read.Json.TryGetProperty("clientSecret", out _));
        Assert.Equal("RS256", read.Json.GetProperty("idTokenAlgorithm").GetString());
        Assert.DoesNotContain("ecret", (await shared.Admin.GetAnswerAsync(Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_a_public_client_has_no_secret()
    {
        var id = SharedGrid.NewName("spa");
        var created = await shared.Admin.PostAnswerAsync(Path, Web(id).Replace("confidential", "public", StringComparison.Ordinal));
        Assert.Equal(201, created.Status);
        Assert.False(created.Json.TryGetProperty("clientSecret", out _));
        var refused = await shared.Admin.PostAnswerAsync($"{Path}/{id}/secret", null);
        Assert.Equal(422, refused.Status);
    }

    [Fact]
    public async Task Register_repeated_with_one_key_gives_the_first_answer_which_is_kept_encrypted()
    {
        var id = SharedGrid.NewName("wiki");
        var first = await shared.Admin.PostAnswerAsync(Path, Web(id), ("Idempotency-Key", id));
        var second = await shared.Admin.PostAnswerAsync(Path, Web(id), ("Idempotency-Key", id));

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        Assert.Equal(409, (await shared.Admin.PostAnswerAsync(Path, Web(id))).Status);
    }

    [Theory]
    [InlineData("""{"clientId":"x1","name":"x","type":"public","grantTypes":["implicit"],"redirectUris":["https://a.example"],"scopes":["openid"]}""", "grantTypes")]
    [InlineData("""{"clientId":"x1","name":"x","type":"public","grantTypes":["authorization_code"],"redirectUris":["https://*.example"],"scopes":["openid"]}""", "redirectUris")]
    [InlineData("""{"clientId":"x1","name":"x","type":"public","grantTypes":["authorization_code"],"redirectUris":["https://a.example"],"scopes":["openid"],"role":"admin"}""", "role")]
    [InlineData("""{"clientId":"x1","name":"x","type":"confidential","grantTypes":["client_credentials"],"scopes":["grid"],"role":"root"}""", "role")]
    public async Task Register_refuses_what_is_not_sound(string body, string field)
    {
        var answer = await shared.Admin.PostAnswerAsync(Path, body);
        Assert.Equal(422, answer.Status);
        Assert.Equal([field], answer.ErrorFields);
    }

    [Fact]
    public async Task Mass_assignment_of_unknown_and_inner_fields_is_refused()
    {
        foreach (var field in (string[])["clientSecret", "secretHash", "version", "createdAt", "is_first_party"])
            Assert.Equal(400, (await shared.Admin.PostAnswerAsync(Path, Web("massy", $",\"{field}\":1"))).Status);
    }

    [Fact]
    public async Task Update_keeps_id_type_and_secret()
    {
        var id = SharedGrid.NewName("wiki");
        await shared.Admin.PostAnswerAsync(Path, Web(id));

        var updated = await shared.Admin.PutAnswerAsync($"{Path}/{id}", Web(id, ",\"isFirstParty\":true"), ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\""), (updated.Status, updated.Header("ETag")));
        Assert.True(updated.Json.GetProperty("isFirstParty").GetBoolean());

        Assert.Equal(409, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", Web(id), ("If-Match", "\"1\""))).Status);
        Assert.Equal(["type"], (await shared.Admin.PutAnswerAsync($"{Path}/{id}", Web(id).Replace("confidential", "public", StringComparison.Ordinal))).ErrorFields);
        Assert.Equal(["clientId"], (await shared.Admin.PutAnswerAsync($"{Path}/{id}", Web("another-id"))).ErrorFields);
        Assert.Equal(404, (await shared.Admin.PutAnswerAsync($"{Path}/nobody-here", Web("nobody-here"))).Status);
    }

    [Fact]
    public async Task Delete_is_for_ever()
    {
        var id = SharedGrid.NewName("wiki");
        await shared.Admin.PostAnswerAsync(Path, Web(id));

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(409, (await shared.Admin.PostAnswerAsync(Path, Web(id))).Status);
    }

    [Fact]
    public async Task Secret_is_changed()
    {
        var id = SharedGrid.NewName("wiki");
        var created = await shared.Admin.PostAnswerAsync(Path, Web(id));

        var changed = await shared.Admin.PostAnswerAsync($"{Path}/{id}/secret", null);

        Assert.Equal(200, changed.Status);
        Assert.NotEqual(created.Json.GetProperty("clientSecret").GetString(), changed.Json.GetProperty("clientSecret").GetString());
        Assert.Equal(404, (await shared.Admin.PostAnswerAsync($"{Path}/nobody-here/secret", null)).Status);
    }
}
