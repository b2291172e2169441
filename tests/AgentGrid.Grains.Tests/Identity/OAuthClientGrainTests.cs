using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Grains.Tests.Hosting;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class OAuthClientGrainTests(TestPostgres postgres) : GrainTest(postgres)
{
    private static readonly OpaqueHandle Secret = OpaqueHandle.Create();

    private IOAuthClientGrain Client => new OAuthClientId("wiki").Grain(Grains);

    [Fact]
    public async Task Every_command_asks_for_an_administrator()
    {
        await RegisterAsync();
        foreach (var caller in (Caller[])[Someone, Operator, Nobody])
        {
            await RefusedAsync(GridErrorCode.Forbidden, () => Client.RegisterAsync(caller, "op", Definition(), [.. Secret.Hash.ToStored()], Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Client.UpdateAsync(caller, null, Definition(), Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Client.ChangeSecretAsync(caller, [.. Secret.Hash.ToStored()], Cancel));
            await RefusedAsync(GridErrorCode.Forbidden, () => Client.DeleteAsync(caller, Cancel));
        }

        Assert.Equal(1, (await Host.Clients.GetAsync("wiki", Cancel))!.Version);
    }

    [Fact]
    public async Task Register_checks_what_came_over_the_wire_and_gives_an_id_once()
    {
        await RefusedAsync(GridErrorCode.Invalid, () => Client.RegisterAsync(Admin, "op", Definition("other"), [.. Secret.Hash.ToStored()], Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => Client.RegisterAsync(Admin, "op", Definition(redirectUri: "https://*"), [.. Secret.Hash.ToStored()], Cancel));
        await RegisterAsync();
        Assert.Equal(1, (await RegisterAsync()).Version);
        await RefusedAsync(GridErrorCode.Conflict, () => RegisterAsync("another operation"));
        await Client.DeleteAsync(Admin, Cancel);
        await RefusedAsync(GridErrorCode.Conflict, () => RegisterAsync());
        await RefusedAsync(GridErrorCode.NotFound, () => Client.DeleteAsync(Admin, Cancel));
    }

    [Fact]
    public async Task Update_of_a_row_that_another_activation_wrote_is_refused_and_then_done()
    {
        await RegisterAsync();
        var row = (await Host.Clients.GetAsync("wiki", Cancel))!;
        var audit = new AuditEvent { Time = Time.GetUtcNow(), Actor = new AuditActor("other", "user", null), Action = AuditActions.ClientUpdated };
        Assert.True(await Host.Clients.UpdateAsync(row with { Definition = row.Definition with { Name = "Behind" } }, 1, audit, Cancel));

        await RefusedAsync(GridErrorCode.Conflict, () => Client.UpdateAsync(Admin, null, Definition(), Cancel));

        await Until(async () => (await UpdateAsync()) is { Version: 3 });
        await RefusedAsync(GridErrorCode.Conflict, () => Client.UpdateAsync(Admin, 1, Definition(), Cancel));
    }

    private async Task<OAuthClientSnapshot?> UpdateAsync()
    {
        try
        {
            return await Client.UpdateAsync(Admin, 2, Definition(), Cancel);
        }
        catch (GridException stale) when (stale.Code == GridErrorCode.Conflict)
        {
            return null;
        }
    }

    private Task<OAuthClientSnapshot> RegisterAsync(string operation = "operation-1") => Client.RegisterAsync(Admin, operation, Definition(), [.. Secret.Hash.ToStored()], Cancel);

    private static OAuthClientDefinition Definition(string id = "wiki", string redirectUri = "https://wiki.example/cb") => new()
    {
        ClientId = id,
        Name = "Wiki",
        Type = "confidential",
        GrantTypes = ["authorization_code"],
        RedirectUris = [redirectUri],
        Scopes = ["openid"],
        IdTokenAlgorithm = "RS256",
        IsFirstParty = false,
    };
}
