using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity;
using AgentGrid.Testing;

namespace AgentGrid.Grains.Tests.Identity;

public sealed class UserFactorTests(TestPostgres postgres) : UserTest(postgres)
{
    private static readonly string[] Codes = [.. Enumerable.Repeat(Hash, BackupCodes.Count)];

    [Fact]
    public async Task BeginTotpAsync_stores_the_secret_encrypted_and_does_not_count_yet()
    {
        var user = await AddAsync("ada");

        var enrolment = await User(user).BeginTotpAsync(CallerOf(user), Cancel);

        Assert.Contains("ada%40example.org", enrolment.Uri, StringComparison.Ordinal);
        Assert.Contains(enrolment.Secret, enrolment.Uri, StringComparison.Ordinal);
        var stored = (await Host.Users.GetAsync(user.Id.Value, Cancel))!;
        Assert.StartsWith("enc:", stored.TotpPendingEncrypted, StringComparison.Ordinal);
        Assert.Null(stored.TotpSecretEncrypted);
        await SignedInAsync(user);
    }

    [Fact]
    public async Task ConfirmTotpAsync_with_the_code_sets_it_up()
    {
        var user = await AddAsync("ada");

        await EnrolAsync(user);

        Assert.Equal(BackupCodes.Count, (await Host.Users.UnusedBackupCodesAsync(user.Id.Value, Cancel)).Count);
        Assert.Equal(SignInStatus.FactorRequired, (await User(user).SignInAsync(Stranger, With(), Cancel)).Status);
        Assert.Equal(1, await EventsAsync(AuditActions.SecondFactorAdded));
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).BeginTotpAsync(CallerOf(user), Cancel));
    }

    [Fact]
    public async Task ConfirmTotpAsync_refuses_what_does_not_confirm()
    {
        var user = await AddAsync("ada");
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).ConfirmTotpAsync(CallerOf(user), "000000", [.. Codes], Cancel));
        var first = Base32.Decode((await User(user).BeginTotpAsync(CallerOf(user), Cancel)).Secret)!;
        var secret = Base32.Decode((await User(user).BeginTotpAsync(CallerOf(user), Cancel)).Secret)!;

        // The set-up that was begun last counts.
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(first), [.. Codes], Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(secret, -2), [.. Codes], Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(secret), [.. Codes[..9]], Cancel));
        await User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(secret), [.. Codes], Cancel);
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).ConfirmTotpAsync(CallerOf(user), CodeOf(secret, 1), [.. Codes], Cancel));
    }

    [Fact]
    public async Task Set_up_by_an_administrator_for_another_is_refused()
    {
        var user = await AddAsync("ada");

        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).BeginTotpAsync(Admin, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).ConfirmTotpAsync(Admin, "000000", [.. Codes], Cancel));
    }

    [Fact]
    public async Task The_code_that_confirmed_does_not_sign_in()
    {
        var user = await AddAsync("ada");
        var secret = await EnrolAsync(user);

        Assert.Equal(SignInStatus.FactorWrong, (await User(user).SignInAsync(Stranger, With(Code(CodeOf(secret))), Cancel)).Status);
        NextStep();
        await SignedInAsync(user, Code(CodeOf(secret)));
    }

    [Fact]
    public async Task RemoveTotpAsync_by_the_user_needs_password_and_unused_code()
    {
        var user = await AddAsync("ada");
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).RemoveTotpAsync(CallerOf(user), 1, Code("000000"), Cancel));
        var secret = await EnrolAsync(user);
        NextStep();
        var session = await SignedInAsync(user, Code(CodeOf(secret)));

        await RefusedAsync(GridErrorCode.Conflict, () => User(user).RemoveTotpAsync(CallerOf(user), 2, BackupCode(0), Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).RemoveTotpAsync(CallerOf(user), 1, Code(CodeOf(secret)), Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).RemoveTotpAsync(CallerOf(user), 1, BackupCode(10), Cancel));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).RemoveTotpAsync(CallerOf(user), 1, null, Cancel));
        await User(user).RemoveTotpAsync(CallerOf(user), 1, BackupCode(0), Cancel);

        Assert.Null((await Host.Users.GetAsync(user.Id.Value, Cancel))!.TotpSecretEncrypted);
        Assert.Null((await Host.Sessions.GetAsync(session, Cancel))!.RevokedAt);
        Assert.Equal((1, 3), (await EventsAsync(AuditActions.SecondFactorRemoved), await EventsAsync(AuditActions.UserSignInFailed)));
    }

    [Fact]
    public async Task RemoveTotpAsync_guesses_are_slowed_down()
    {
        var user = await AddAsync("ada");
        await EnrolAsync(user);
        for (var guess = 0; guess < 4; guess++) await RefusedAsync(GridErrorCode.Invalid, () => User(user).RemoveTotpAsync(CallerOf(user), 1, Code("000000"), Cancel));

        var refusal = await RefusedAsync(GridErrorCode.RateLimited, () => User(user).RemoveTotpAsync(CallerOf(user), 1, Code("000000"), Cancel));

        Assert.Equal(1000, refusal.RetryAfterMs);
    }

    [Fact]
    public async Task RemoveTotpAsync_by_another_administrator_resets_and_ends_the_sessions()
    {
        var (user, admin) = (await AddAsync("ada"), await AddAsync("admin", GridRoles.Admin));
        await EnrolAsync(user);
        await EnrolAsync(admin);
        var session = await SignedInAsync(user, BackupCode(0));

        await User(user).RemoveTotpAsync(CallerOf(admin), null, null, Cancel);

        Assert.NotNull((await Host.Sessions.GetAsync(session, Cancel))!.RevokedAt);
        Assert.Equal(1, await EventsAsync(AuditActions.SecondFactorReset));
        await SignedInAsync(user);
        await RefusedAsync(GridErrorCode.Conflict, () => User(user).RemoveTotpAsync(CallerOf(admin), null, null, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(admin).RemoveTotpAsync(CallerOf(admin), null, null, Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(admin).RemoveTotpAsync(Admin, 1, BackupCode(0), Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => User(user).RemoveTotpAsync(CallerOf(user), null, null, Cancel));
    }

    [Fact]
    public async Task ReplaceBackupCodesAsync_needs_password_and_unused_code_of_the_user()
    {
        var (user, admin) = (await AddAsync("ada"), await AddAsync("admin", GridRoles.Admin));
        await RefusedAsync(GridErrorCode.Conflict, () => ReplaceAsync(CallerOf(user), 1, BackupCode(0)));
        var secret = await EnrolAsync(user);
        await SignedInAsync(user, BackupCode(0));

        await RefusedAsync(GridErrorCode.Conflict, () => ReplaceAsync(CallerOf(user), 2, BackupCode(1)));
        await RefusedAsync(GridErrorCode.Invalid, () => ReplaceAsync(CallerOf(user), 1, BackupCode(0)));
        await RefusedAsync(GridErrorCode.Invalid, () => ReplaceAsync(CallerOf(user), 1, Code(CodeOf(secret))));
        await RefusedAsync(GridErrorCode.Invalid, () => User(user).ReplaceBackupCodesAsync(CallerOf(user), 1, BackupCode(1), [.. Codes[..9]], Cancel));
        await RefusedAsync(GridErrorCode.Forbidden, () => ReplaceAsync(CallerOf(admin), 1, BackupCode(1)));
        Assert.Equal(9, (await Host.Users.UnusedBackupCodesAsync(user.Id.Value, Cancel)).Count);
        NextStep();
        await ReplaceAsync(CallerOf(user), 1, Code(CodeOf(secret)));

        Assert.Equal((10, 1), ((await Host.Users.UnusedBackupCodesAsync(user.Id.Value, Cancel)).Count, await EventsAsync(AuditActions.BackupCodesReplaced)));
        Assert.Equal(SignInStatus.FactorWrong, (await User(user).SignInAsync(Stranger, With(Code(CodeOf(secret))), Cancel)).Status);

        Task ReplaceAsync(Caller caller, int passwordVersion, FactorProof proof) => User(user).ReplaceBackupCodesAsync(caller, passwordVersion, proof, [.. Codes], Cancel);
    }

    [Fact]
    public async Task ReplaceBackupCodesAsync_with_one_code_on_two_activations_succeeds_once()
    {
        var user = await AddAsync("ada");
        var secret = await EnrolAsync(user);
        NextStep();
        await using var second = await SecondHostAsync();
        var proof = Code(CodeOf(secret));

        var ends = await Task.WhenAll(((IGrainFactory[])[Grains, second.Grains]).Select(grains => EndAsync(user.Id.Grain(grains))));

        Assert.Equal([false, true], ends.Order());
        Assert.Equal(1, await EventsAsync(AuditActions.BackupCodesReplaced));

        async Task<bool> EndAsync(IUserGrain grain)
        {
            try
            {
                await grain.ReplaceBackupCodesAsync(CallerOf(user), 1, proof, [.. Codes], Cancel);
                return true;
            }
            catch (GridException refusal) when (refusal.Code == GridErrorCode.Invalid)
            {
                return false;
            }
        }
    }
}
