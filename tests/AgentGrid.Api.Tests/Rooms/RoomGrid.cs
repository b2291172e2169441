using System.Collections.Immutable;
using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Tests.Hosting;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Contracts.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrid.Api.Tests.Rooms;

/// <summary>Rooms and agents on a shared grid.</summary>
internal static class RoomGrid
{
    private static readonly ImmutableArray<string> Rooms = [GridScopes.Rooms];

    /// <summary>A registered agent with a token for rooms.</summary>
    public static async Task<RoomAgent> AgentAsync(this SharedGrid shared, string role = GridRoles.Agent, ImmutableArray<string> scopes = default)
    {
        var name = SharedGrid.NewName();
        var id = await shared.Admin.RegisterAsync($$"""{"name":"{{name}}","kind":"none"}""");
        var tokens = shared.Grid.Host.Services.GetRequiredService<FixedTokens>();
        var token = tokens.Issue(new Caller { Subject = id, Kind = CallerKind.Agent, Roles = [role], Scopes = scopes.IsDefault ? Rooms : scopes, Name = name });
        return new RoomAgent(id, name, token, shared.Grid.Client(token));
    }

    /// <summary>A room with these members; its id.</summary>
    public static async Task<string> RoomAsync(this SharedGrid shared, params RoomAgent[] members)
    {
        var slug = SharedGrid.NewName("room");
        var room = (await shared.Admin.PostAnswerAsync("/api/v1/rooms", $$"""{"slug":"{{slug}}"}""")).Json.GetProperty("id").GetString()!;
        foreach (var member in members)
            Assert.Equal(200, (await shared.Admin.PostAnswerAsync($"/api/v1/rooms/{room}/members", $$"""{"agentId":"{{member.Id}}"}""")).Status);
        return room;
    }

    public static async Task<JsonElement> PostAsync(this RoomAgent agent, string room, string body, string? clientMessageId = null)
    {
        var answer = await agent.Client.PostAnswerAsync($"/api/v1/rooms/{room}/messages", JsonSerializer.Serialize(new { body, clientMessageId }));
        Assert.True(answer.Status is 200 or 201, answer.Text);
        return answer.Json;
    }

    /// <summary>Posts through the grain: for floods that HTTP and its limits would only slow down.</summary>
    public static Task<RoomReceipt> PostAsync(this GridHost host, string room, RoomAgent agent, string body) => new RoomId(Guid.Parse(room)).Grain(host.Services.GetRequiredService<IClusterClient>())
        .PostAsync(new Caller { Subject = agent.Id, Kind = CallerKind.Agent, Roles = [GridRoles.Agent] }, new RoomPost { Body = body, ContentType = "text/plain" });

    /// <summary>The whole history, oldest first.</summary>
    public static async Task<List<JsonElement>> HistoryAsync(this RoomAgent agent, string room)
    {
        var messages = new List<JsonElement>();
        string? after = "0";
        while (after is not null)
        {
            var page = (await agent.Client.GetAnswerAsync($"/api/v1/rooms/{room}/messages?after={after}&limit=200")).Json;
            messages.AddRange(page.GetProperty("messages").EnumerateArray());
            after = page.GetProperty("nextCursor").GetString();
        }

        return messages;
    }
}
