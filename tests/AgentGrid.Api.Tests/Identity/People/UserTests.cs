using System.Security.Cryptography;
using System.Text;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres.Database;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.People;

/// <summary>People as administrators manage them over HTTP. No administrator is made here: that would end the bootstrap token, which the tests come with.</summary>
public sealed class UserTests(SharedGrid shared) : IClassFixture<SharedGrid>
{
    private const string Path = "/api/v1/users";
    private const string Password = "seven quiet lamps under the bridge";

    private static readonly Contracts.Identity.SignIn PasswordOnly = new() { PasswordVersion = 1, Device = "device", Purpose = SessionPurpose.Api };
    private static readonly Caller Stranger = new() { Subject = "anonymous", Kind = CallerKind.Anonymous };

    private readonly string _email = SharedGrid.NewName("person") + "@example.org";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IUserStore Store => shared.Grid.Host.Services.GetRequiredService<IUserStore>();

    [Fact]
    public async Task Create_then_read_gives_the_user_without_any_secret()
    {
        var created = await shared.Admin.PostAnswerAsync(Path, New(_email.ToUpperInvariant(), """, "displayName":"Adä ✓" """));

        Assert.Equal((201, "\"1\""), (created.Status, created.Header("ETag")));
        var id = created.Json.GetProperty("id").GetString();
        Assert.Equal($"{Path}/{id}", created.Header("Location"));
        Assert.Equal(
            ["createdAt", "disabled", "displayName", "email", "hasTotp", "id", "lastSignInAt", "role", "updatedAt", "version"],
            created.Json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal((_email, "Adä ✓", "user"), (Text(created, "email"), Text(created, "displayName"), Text(created, "role")));
        var read = await shared.Admin.GetAnswerAsync($"{Path}/{id}");
        Assert.Equal((200, "\"1\"", created.Text), (read.Status, read.Header("ETag"), read.Text));
        var stored = (await Store.FindByEmailAsync(_email, Cancel))!;
        Assert.True(ScryptHash.Parse(stored.PasswordHash)!.Verify(Password));
        Assert.False(ScryptHash.Parse(stored.PasswordHash)!.NeedsRehash(ScryptParameters.Default));
    }

    [Fact]
    public async Task Create_without_display_name_takes_the_address()
    {
        Assert.Equal(_email, Text(await shared.Admin.PostAnswerAsync(Path, New(_email)), "displayName"));
    }

    [Fact]
    public async Task Create_names_every_wrong_field_and_repeats_no_value()
    {
        var refused = await shared.Admin.PostAnswerAsync(Path, """{"email":"canary","displayName":" ","role":"root","password":"canary"}""");

        Assert.Equal(422, refused.Status);
        Assert.Equal(["displayName", "email", "password", "role"], refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("canary", refused.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await shared.Admin.PostAnswerAsync(Path, "{}")).Status);
        var personal = $$"""{"email":"{{_email}}","role":"user","password":"{{_email}}"}""";
        Assert.Equal(422, (await shared.Admin.PostAnswerAsync(Path, personal)).Status);
    }

    [Theory]
    [InlineData("id", "\"0198f0c0-0000-7000-8000-000000000000\"")]
    [InlineData("version", "7")]
    [InlineData("passwordHash", "\"$scrypt$x\"")]
    [InlineData("hasTotp", "true")]
    [InlineData("disabled", "false")]
    [InlineData("roles", "[\"admin\"]")]
    public async Task Mass_assignment_of_a_field_that_is_not_the_callers_is_refused(string field, string value)
    {
        Assert.Equal(400, (await shared.Admin.PostAnswerAsync(Path, New(_email, $$""","{{field}}":{{value}}"""))).Status);
        Assert.Null(await Store.FindByEmailAsync(_email, Cancel));
        if (field == "disabled") return;
        var id = await CreateAsync();
        Assert.Equal(400, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", $$"""{"displayName":"x","{{field}}":{{value}}}""")).Status);
        Assert.Equal(400, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"email":"other@example.org"}""")).Status);
    }

    [Fact]
    public async Task Create_with_a_taken_address_is_a_conflict()
    {
        await CreateAsync();

        Assert.Equal(409, (await shared.Admin.PostAnswerAsync(Path, New(" " + _email.ToUpperInvariant()))).Status);
    }

    [Fact]
    public async Task Create_repeated_with_one_key_gives_the_first_answer()
    {
        var first = await shared.Admin.PostAnswerAsync(Path, New(_email), ("Idempotency-Key", _email));
        var second = await shared.Admin.PostAnswerAsync(Path, New(_email), ("Idempotency-Key", _email));
        var other = await shared.Admin.PostAnswerAsync(Path, New("other" + _email), ("Idempotency-Key", _email));

        Assert.Equal((201, 201, first.Text, 422), (first.Status, second.Status, second.Text, other.Status));
    }

    [Fact]
    public async Task Create_with_a_key_stores_nothing_that_the_password_can_be_guessed_from()
    {
        await shared.Admin.PostAnswerAsync(Path, New(_email), ("Idempotency-Key", _email));

        var hash = await shared.Grid.Host.Services.GetRequiredService<GridDatabase>().ExecuteAsync(
            (connection, token) => connection.QuerySingleAsync<byte[]>(new CommandDefinition("SELECT request_hash FROM idempotency_keys WHERE key = @_email", new { _email }, cancellationToken: token)),
            Cancel);

        Assert.NotEqual(SHA256.HashData(Encoding.UTF8.GetBytes(New(_email))), hash);
    }

    [Fact]
    public async Task Update_changes_what_is_given_under_the_version_that_was_read()
    {
        var id = await CreateAsync();

        var changed = await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"role":"operator"}""", ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\"", "operator", _email), (changed.Status, changed.Header("ETag"), Text(changed, "role"), Text(changed, "displayName")));
        Assert.Equal(409, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"role":"user"}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal(400, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"role":"user"}""", ("If-Match", "nonsense"))).Status);
        Assert.Equal(422, (await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"role":"agent"}""")).Status);
        var disabled = await shared.Admin.PutAnswerAsync($"{Path}/{id}", """{"disabled":true}""");
        Assert.True(disabled.Json.GetProperty("disabled").GetBoolean());
        Assert.Equal("operator", Text(disabled, "role"));
    }

    [Fact]
    public async Task List_filters_and_pages()
    {
        var id = await CreateAsync();
        var mark = _email.Split('@')[0];

        Assert.Equal([id], Ids(await shared.Admin.GetAnswerAsync($"{Path}?q={mark.ToUpperInvariant()}%40&role=user&disabled=false")));
        Assert.Empty(Ids(await shared.Admin.GetAnswerAsync($"{Path}?q={mark}%40&disabled=true")));
        Assert.Empty(Ids(await shared.Admin.GetAnswerAsync($"{Path}?q={mark}%40&role=admin")));
        await shared.Admin.PostAnswerAsync(Path, New("second-" + _email));
        var first = await shared.Admin.GetAnswerAsync($"{Path}?limit=1");
        var second = await shared.Admin.GetAnswerAsync($"{Path}?limit=1&cursor={first.Json.GetProperty("nextCursor").GetString()}");
        Assert.Equal(2, Ids(first).Concat(Ids(second)).Distinct().Count());
        foreach (var query in (string[])["limit=0", "limit=201", "cursor=nonsense", "role=agent", "q="])
            Assert.Equal(422, (await shared.Admin.GetAnswerAsync($"{Path}?{query}")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_by_force()
    {
        var id = await CreateAsync();
        var session = await SignInAsync(id);

        var listed = await shared.Admin.GetAnswerAsync($"{Path}/{id}/sessions");
        Assert.Equal([session.ToString("D")], Ids(listed));
        Assert.False(listed.Json.GetProperty("items")[0].GetProperty("current").GetBoolean());
        Assert.Equal(422, (await shared.Admin.GetAnswerAsync($"{Path}/{id}/sessions?cursor=nonsense")).Status);
        Assert.Equal(1, (await shared.Admin.PostAnswerAsync($"{Path}/{id}/sign-out", null)).Json.GetProperty("ended").GetInt32());
        Assert.Empty(Ids(await shared.Admin.GetAnswerAsync($"{Path}/{id}/sessions")));
    }

    [Fact]
    public async Task Password_set_by_an_administrator_ends_the_sessions()
    {
        var id = await CreateAsync();
        await SignInAsync(id);

        Assert.Equal(422, (await shared.Admin.PutAnswerAsync($"{Path}/{id}/password", """{"password":"short"}""")).Status);
        Assert.Equal(422, (await shared.Admin.PutAnswerAsync($"{Path}/{id}/password", "{}")).Status);
        Assert.Equal(204, (await shared.Admin.PutAnswerAsync($"{Path}/{id}/password", """{"password":"nine loud bells over the valley"}""")).Status);

        Assert.Empty(Ids(await shared.Admin.GetAnswerAsync($"{Path}/{id}/sessions")));
        Assert.True(ScryptHash.Parse((await Store.FindByEmailAsync(_email, Cancel))!.PasswordHash)!.Verify("nine loud bells over the valley"));
    }

    [Fact]
    public async Task Second_factor_that_is_not_there_cannot_be_reset()
    {
        Assert.Equal(409, (await shared.Admin.DeleteAnswerAsync($"{Path}/{await CreateAsync()}/totp")).Status);
    }

    [Fact]
    public async Task Delete_frees_the_address()
    {
        var id = await CreateAsync();

        Assert.Equal(204, (await shared.Admin.DeleteAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.DeleteAnswerAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"{Path}/{id}/sessions")).Status);
        Assert.NotEqual(id, await CreateAsync());
    }

    [Theory]
    [InlineData(GridRoles.Operator, CallerKind.User)]
    [InlineData(GridRoles.User, CallerKind.User)]
    [InlineData(GridRoles.Agent, CallerKind.Agent)]
    public async Task Every_route_is_for_administrators_only(string role, CallerKind kind)
    {
        var id = await CreateAsync();
        // Also of oneself.
        foreach (var client in (HttpClient[])[ClientOf("somebody", kind, role), ClientOf(id, kind, role)])
        {
            foreach (var (method, path, body) in (IEnumerable<(string, string, string?)>)
                [
                    ("GET", "", null), ("POST", "", New("x" + _email)), ("GET", $"/{id}", null), ("PUT", $"/{id}", """{"role":"admin"}"""), ("DELETE", $"/{id}", null),
                    ("PUT", $"/{id}/password", $$"""{"password":"{{Password}}"}"""), ("DELETE", $"/{id}/totp", null), ("GET", $"/{id}/sessions", null), ("POST", $"/{id}/sign-out", null),
                ])
            {
                Assert.Equal(403, (await client.AskAsync(new HttpMethod(method), Path + path, body)).Status);
            }
        }

        Assert.Equal(1, (await Store.FindByEmailAsync(_email, Cancel))!.Version);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0198F0C0000070008000000000000000")]
    public async Task Malformed_id_is_not_found(string id) => Assert.Equal(404, (await shared.Admin.GetAnswerAsync($"{Path}/{id}")).Status);

    private static string New(string email, string more = "") => $$"""{"email":"{{email}}","role":"user","password":"{{Password}}"{{more}}}""";

    private static string Text(Answer answer, string property) => answer.Json.GetProperty(property).GetString()!;

    private static string[] Ids(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    private async Task<string> CreateAsync()
    {
        var created = await shared.Admin.PostAnswerAsync(Path, New(_email));
        Assert.True(created.Status == 201, created.Text);
        return Text(created, "id");
    }

    private async Task<Guid> SignInAsync(string id)
    {
        var result = await new UserId(Guid.Parse(id)).Grain(shared.Grid.Host.Services.GetRequiredService<IGrainFactory>()).SignInAsync(Stranger, PasswordOnly, Cancel);
        return result.SessionId!.Value;
    }

    private HttpClient ClientOf(string subject, CallerKind kind, string role) => shared.Grid.Client(
        shared.Grid.Host.Services.GetRequiredService<FixedTokens>().Issue(new Caller { Subject = subject, Kind = kind, Roles = [role], Scopes = GridScopes.All, Name = subject }));
}
