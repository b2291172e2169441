using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Postgres;
using AgentGrid.Postgres.Database;
using AgentGrid.Postgres.Identity;

namespace AgentGrid.Api.Identity.People;

/// <summary>
/// <c>users recover &lt;email&gt;</c>: gives a user a new password, prints it once, and takes the second factor away; sessions and grants end. The way back for an organisation whose
/// only administrator has lost either. Who may run it could as well write to the database, so it asks for nothing; it is in the audit log.
/// </summary>
internal static class RecoverCommand
{
    internal static async Task<int> RunAsync(string email, CancellationToken cancellationToken)
    {
        var options = GridSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        using var logs = LoggerFactory.Create(logging => GridSettings.ConfigureLogging(logging, new ConfigurationBuilder().Build()));
        var postgres = new PostgresOptions { DatabaseUrl = options.DatabaseUrl, Home = options.Home, BinaryDirectory = options.PostgresBin };
        await using var database = await GridDatabase.OpenAsync(postgres, TimeProvider.System, logs, cancellationToken);
        var password = await RecoverAsync(new PostgresUserStore(database), email, TimeProvider.System, cancellationToken);
        await Console.Out.WriteLineAsync($"New password of {email}, shown only now: {password}");
        await Console.Out.WriteLineAsync("The second factor is removed, sessions have ended. Sign in, change the password, and set up the second factor again.");
        return 0;
    }

    /// <returns>The new password.</returns>
    /// <exception cref="SettingException">There is no such user, or it was changed meanwhile.</exception>
    internal static async Task<string> RecoverAsync(IUserStore users, string email, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UserRules.NormalizeEmail(email) is not { } address || await users.FindByEmailAsync(address, cancellationToken) is not { } user)
            throw new SettingException($"There is no user '{email}'. With GRID_HOME or DATABASE_URL the command must be pointed at the same database as the grid.");
        var password = FirstAdministrator.Generate();
        var hash = ScryptHash.Create(password, ScryptParameters.Default).Text;
        if (!await users.SetPasswordAsync(user.Id, user.PasswordVersion, hash, keepSession: null, Event(AuditActions.PasswordChanged), cancellationToken)
            || await users.GetAsync(user.Id, cancellationToken) is not { } changed
            || (changed.TotpSecretEncrypted is not null && await users.RemoveTotpAsync(changed, null, Event(AuditActions.SecondFactorReset), cancellationToken) != UserWriteOutcome.Done))
            throw new SettingException($"'{email}' was changed by somebody else meanwhile. Run the command again.");
        return password;

        AuditEvent Event(string action) => new()
        {
            Time = time.GetUtcNow(),
            Actor = new AuditActor("system", "system", null),
            Action = action,
            Target = new AuditTarget("user", user.Id.ToString("D"), user.Email),
            Details = AuditDetails.Of(("command", "users recover")),
        };
    }
}
