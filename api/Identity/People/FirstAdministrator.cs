using System.Security.Cryptography;
using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.SignIn;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.People;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity.People;

/// <summary>
/// Makes the first administrator at the first start, so that there is no default password: with <c>GRID_ADMIN_PASSWORD</c>, else with a generated one. Where only
/// <c>GRID_ADMIN_TOKEN</c> is set nobody is made: that token opens the grid until somebody makes an administrator with it.
/// </summary>
public sealed class FirstAdministrator(IOptions<GridOptions> options, IUserStore users, PasswordHashing hashing, IdGenerator ids, TimeProvider time)
{
    /// <summary>Address of the first administrator.</summary>
    public const string Email = "admin@grid.local";

    private const string DisplayName = "Administrator";

    // Nothing to mistake for something else. 25 letters of 31 have 123 bits.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 5;
    private const int GroupLetters = 5;

    /// <summary>Whether this process made the administrator just now.</summary>
    public bool WasMade { get; private set; }

    /// <summary>The password that was generated for it, to be shown once; null when it was given, or nobody was made.</summary>
    public string? GeneratedPassword { get; private set; }

    /// <summary>Makes the first administrator if there is none. Of several processes that start at once, one does.</summary>
    /// <returns>Whether an administrator exists now.</returns>
    /// <exception cref="SettingException">GRID_ADMIN_PASSWORD is not good enough.</exception>
    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await users.HasAdministratorAsync(cancellationToken)) return true;
        var given = options.Value.AdminPassword;
        if (given is null && options.Value.AdminToken is not null) return false;
        if (given is not null && PasswordRules.Check(given, Email, DisplayName) is { } problem)
            throw new SettingException($"GRID_ADMIN_PASSWORD cannot be used. {PasswordRules.Explain(problem)}");

        var password = given ?? Generate();
        var now = time.GetUtcNow();
        var user = new UserRecord
        {
            Id = ids.NewId(),
            Email = Email,
            DisplayName = DisplayName,
            Role = UserRoles.Admin,
            PasswordHash = await hashing.HashAsync(password, cancellationToken),
            CreatedAt = now,
        };
        var audit = new AuditEvent
        {
            Time = now,
            Actor = new AuditActor("system", "system", null),
            Action = AuditActions.UserCreated,
            Target = new AuditTarget("user", user.Id.ToString("D"), Email),
            Details = AuditDetails.Of(("role", user.Role), ("firstStart", true)),
        };
        WasMade = await users.InsertFirstAdministratorAsync(user, audit, cancellationToken);
        if (WasMade && given is null) GeneratedPassword = password;
        return await users.HasAdministratorAsync(cancellationToken);
    }

    internal static string Generate() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLetters)));
}
