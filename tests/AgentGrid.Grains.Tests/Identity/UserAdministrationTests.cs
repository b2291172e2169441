using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class UserAdministrationTests(TestPostgres postgres) : UserTest(postgres)
{
    private static readonly UserChange NewName = new() { DisplayName = "Ada Lovelace" };
    private static readonly UserChange Demotion = new() { Role = GridRoles.User };
    private static readonly UserChange Disabling = new() { IsDisabled = true };

    [Fact]
    public async Task CreateAsync_gives_the_user_without_secrets_and_leaves_an_event()
    {
        var id = new UserId(Guid.CreateVersion7());

        var user = await id.Grain(Grains).CreateAsync(
            Admin.From("192.0.2.1", "request-9"), "op", new NewUser { Email = " Ada@Example.org ", DisplayName = "Ada", Role = GridRoles.Operator, PasswordHash = Hash }, Cancel);

        Assert.Equal((id, "ada@example.org", "Ada", GridRoles.Operator, 1), (user.Id, user.Email, user.DisplayName, user.Role, user.Version));
        Assert.Equal((false, false, null), (user.IsDisabled, user.HasTotp, user.LastSignInAt));
        Assert.Equal(Time.GetUtcNow(), user.CreatedAt);
        var audit = await EventAsync(AuditActions.UserCreated);
        Assert.Equal("user/admin", audit.GetProperty("actor").GetProperty("id").GetString());
        Assert.Equal(id.ToString(), audit.GetProperty("target").GetProperty("id").GetString());
        Assert.Equal(("192.0.2.1", "request-9"), (audit.GetProperty("address").GetString(), audit.GetProperty("requestId").GetString()));
    }

    [Fact]
    public async Task CreateAsync_repeated_gives_the_first_answer()
    {
        var first = await AddAsync("ada");

        Assert.Equal(first.Id, (await AddAsync("ada")).Id);
        Assert.Equal(1, await EventsAsync(AuditActions.UserCreated));
    }

    [Fact]
    public async Task CreateAsync_refuses_others_wrong_fields_and_taken_addresses()
    {
        await AddAsync("ada");
        var grain = new UserId(Guid.CreateVersion7()).Grain(Grains);

        foreach (var caller in (Caller[])[Operator, Someone, Nobody])
            await RefusedAsync(GridErrorCode.Forbidden, () => grain.CreateAsync(caller, "op", New("bob"), Cancel));
        var wrong = await RefusedAsync(GridErrorCode.Invalid, () => grain.CreateAsync(Admin, "op", new NewUser { Email = "ada", DisplayName = "", Role = "agent", PasswordHash = Hash }, Cancel));
        Assert.Equal(["displayName", "email", "role"], wrong.Errors!.Keys.Order());
        await RefusedAsync(GridErrorCode.Invalid, () => grain.CreateAsync(Admin, "op", new NewUser { Email = "b@b", DisplayName = "b", Role = "user", PasswordHash = "$scrypt$nonsense" }, Cancel));
        await RefusedAsync(GridErrorCode.Conflict, () => grain.CreateAsync(Admin, "op", New("ADA"), Cancel));
    }

    [Fact]
    public async Task UpdateAsync_changes_what_is_given_only()
    {
        var user = await AddAsync("ada", GridRoles.Operator);

        var named = await User(user).UpdateAsync(Admin, 1, NewName, Cancel);
        var disabled = await User(user).UpdateAsync(Admin, 2, Disabling, Cancel);
        var enabled = await User(user).UpdateAsync(Admin, null, new UserChange { IsDisabled = false }, Cancel);

        Assert.Equal(("Ada Lovelace", GridRoles.Operator, false, 2), (named.DisplayName, named.Role, named.IsDisabled, named.Version));
        Assert.Equal(("Ada Lovelace", true, 3), (disabled.DisplayName, disabled.IsDisabled, disabled.Version));
        Assert.Equal((false, 4), (enabled.IsDisabled, enabled.Version));
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).UpdateAsync(Admin, 3, NewName, Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).UpdateAsync(Admin, null, new UserChange { Role = "root" }, Cancel));
    }

    [Fact]
    public async Task UpdateAsync_by_the_user_takes_the_name_and_nothing_that_grants_authority()
    {
        var user = await AddAsync("ada");

        Assert.Equal("Ada Lovelace", (await User(user).UpdateAsync(CallerOf(user), null, NewName, Cancel)).DisplayName);
        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).UpdateAsync(CallerOf(user), null, new UserChange { Role = GridRoles.Admin }, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).UpdateAsync(CallerOf(user), null, new UserChange { IsDisabled = false }, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).DeleteAsync(CallerOf(user), Cancel));
    }

    [Fact]
    public async Task Commands_of_others_find_nobody()
    {
        var (ada, bob) = (await AddAsync("ada"), await AddAsync("bob", GridRoles.Operator));
        var grain = User(ada);
        // An agent whose id is the user's is not the user.
        var agent = new Caller { Subject = ada.Id.ToString(), Kind = CallerKind.Agent, Roles = [GridRoles.Agent] };

        foreach (var caller in (Caller[])[CallerOf(bob), Someone, Nobody, agent])
        {
            await RefusedAsync(GridErrorCode.NotFound, () => grain.UpdateAsync(caller, null, NewName, Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.DeleteAsync(caller, Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.ChangePasswordAsync(caller, 1, Hash, null, Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.EndSessionsAsync(caller, null, Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.EndSessionAsync(caller, Guid.CreateVersion7(), Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.BeginTotpAsync(caller, Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.ConfirmTotpAsync(caller, "000000", [], Cancel));
            await RefusedAsync(GridErrorCode.NotFound, () => grain.RemoveTotpAsync(caller, null, null, Cancel));
        }
    }

    [Fact]
    public async Task Commands_on_nobody_are_not_found_also_for_administrators()
    {
        var grain = new UserId(Guid.CreateVersion7()).Grain(Grains);

        await RefusedAsync(GridErrorCode.NotFound, () => grain.UpdateAsync(Admin, null, NewName, Cancel));
        await RefusedAsync(GridErrorCode.NotFound, () => grain.DeleteAsync(Admin, Cancel));
        await RefusedAsync(GridErrorCode.NotFound, () => grain.EndSessionsAsync(Admin, null, Cancel));
        await RefusedAsync(GridErrorCode.NotFound, () => grain.RemoveTotpAsync(Admin, null, null, Cancel));
    }

    [Fact]
    public async Task Last_administrator_stays_and_the_refusal_says_what_to_do()
    {
        var admin = await AddAsync("admin", GridRoles.Admin);

        foreach (var change in (UserChange[])[Demotion, Disabling])
        {
            var refusal = await RefusedAsync(GridErrorCode.Conflict, () => User(admin).UpdateAsync(CallerOf(admin), null, change, Cancel));
            Assert.Contains("another user an administrator first", refusal.Message, StringComparison.Ordinal);
        }

        await RefusedAsync(GridErrorCode.Conflict, () => User(admin).DeleteAsync(Admin, Cancel));
        Assert.Equal(GridRoles.Admin, (await User(admin).UpdateAsync(Admin, null, NewName, Cancel)).Role);
    }

    [Fact]
    public async Task Last_two_administrators_demoted_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await AddAsync($"one{round}", GridRoles.Admin), await AddAsync($"two{round}", GridRoles.Admin));
            foreach (var before in (await Host.Users.ListAsync(200, null, new() { Role = GridRoles.Admin }, Cancel)).Items)
                if (before.Id != one.Id.Value && before.Id != two.Id.Value) await new UserId(before.Id).Grain(Grains).DeleteAsync(Admin, Cancel);

            var ends = await Task.WhenAll(EndAsync(User(one).UpdateAsync(CallerOf(two), null, Demotion, Cancel)), EndAsync(User(two).UpdateAsync(CallerOf(one), null, Disabling, Cancel)));

            Assert.Equal([null, GridErrorCode.Conflict], ends.OrderBy(end => end is not null));
            Assert.True(await Host.Users.HasAdministratorAsync(Cancel));
        }
    }

    [Fact]
    public async Task UpdateAsync_by_two_activations_at_once_loses_nothing()
    {
        var user = await AddAsync("ada");
        var second = await SecondHostAsync();

        var ends = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            EndAsync(user.Id.Grain(i % 2 == 0 ? Grains : second.Grains).UpdateAsync(Admin, null, new UserChange { DisplayName = $"name {i}" }, Cancel))));
        await second.StopAsync();

        var written = ends.Count(end => end is null);
        Assert.All(ends, end => Assert.True(end is null or GridErrorCode.Conflict));
        Assert.Equal(1 + written, (await Host.Users.GetAsync(user.Id.Value, Cancel))!.Version);
        Assert.Equal(written, await EventsAsync(AuditActions.UserUpdated));
    }

    [Fact]
    public async Task DeleteAsync_ends_everything()
    {
        var user = await AddAsync("ada");
        await SignedInAsync(user);

        await User(user).DeleteAsync(Admin, Cancel);

        Assert.Equal(0, await LiveSessionsAsync(user));
        await RefusedAsync(GridErrorCode.NotFound, () => User(user).DeleteAsync(Admin, Cancel));
        Assert.Equal(SignInStatus.Superseded, (await User(user).SignInAsync(Stranger, With(), Cancel)).Status);
        Assert.NotEqual(user.Id, (await new UserId(Guid.CreateVersion7()).Grain(Grains).CreateAsync(Admin, "again", New("ada"), Cancel)).Id);
    }

    private static async Task<GridErrorCode?> EndAsync(Task<UserSnapshot> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (GridException refusal)
        {
            return refusal.Code;
        }
    }
}
