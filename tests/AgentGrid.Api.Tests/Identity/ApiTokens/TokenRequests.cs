using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Identity.ApiTokens;

/// <summary>Short forms around API tokens.</summary>
internal static class TokenRequests
{
    /// <summary>Registers an identity without endpoint and answers with its id.</summary>
    public static Task<string> NewAgentAsync(this HttpClient admin, string role = "agent") =>
        admin.RegisterAsync($$"""{"name":"{{SharedGrid.NewName()}}","kind":"none","role":"{{role}}"}""");

    /// <summary>Makes a token of the agent and answers with it.</summary>
    public static async Task<string> NewTokenAsync(this HttpClient admin, string agent, string body = "{}")
    {
        var answer = await admin.PostAnswerAsync($"/api/v1/agents/{agent}/tokens", body);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("token").GetString()!;
    }

    /// <summary>Exchanges it and answers with the access token.</summary>
    public static async Task<string> ExchangeAsync(this GridUnderTest grid, string token)
    {
        var answer = await grid.Client(token).PostAnswerAsync("/api/v1/sessions", null);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty("token").GetString()!;
    }

    /// <summary>A client of a caller that only this process knows.</summary>
    public static HttpClient ClientOf(this GridUnderTest grid, string subject, CallerKind kind, string role, params string[] scopes) => grid.Client(
        grid.Host.Services.GetRequiredService<FixedTokens>().Issue(new Caller { Subject = subject, Kind = kind, Roles = [role], Scopes = scopes.Length == 0 ? GridScopes.All : [.. scopes] }));

    /// <summary>Writes a user's row and answers with the id.</summary>
    public static async Task<string> NewUserAsync(this GridUnderTest grid)
    {
        var id = Guid.CreateVersion7();
        await TestPostgres.RunAsync(grid.DatabaseUrl,
            $"INSERT INTO users (id, email, display_name, role, password_hash, created_at, updated_at) VALUES ('{id}', '{id:N}@example.org', 'Ada', 'user', '$scrypt$x', now(), now())");
        return id.ToString();
    }

    /// <summary>The answer's status, asked for until it is this one; fails after a second, which is what the grid promises.</summary>
    public static async Task WithinASecondAsync(int status, Func<Task<Answer>> ask)
    {
        var end = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency;
        Answer answer;
        do
        {
            answer = await ask();
            if (answer.Status == status) return;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        while (TimeProvider.System.GetTimestamp() < end);
        Assert.Fail($"{answer.Status} instead of {status} after a second: {answer.Text}");
    }

    /// <summary>The claims of a JWT, unverified.</summary>
    public static JsonElement Claims(string jwt) => JsonElement.Parse(Base64Url.DecodeFromChars(jwt.Split('.')[1]));

    /// <summary>A token with the prefix of this one and another secret, its checksum right: only its hash can tell that it is none.</summary>
    public static string WithAnotherSecret(string token)
    {
        var unsigned = $"{token[..10]}_{Base64Url.EncodeToString(new byte[32])}";
        var crc = uint.MaxValue;
        foreach (var letter in unsigned) crc = BitOperations.Crc32C(crc, (byte)letter);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return unsigned + Base64Url.EncodeToString(bytes);
    }
}
