using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Grains.Identity;

/// <summary>Between the stored row and the wire.</summary>
internal static class UserMapping
{
    // Bounds of the session's columns.
    private const int MaxAddress = 100;
    private const int MaxUserAgent = 400;

    /// <summary>A stored row as callers see it.</summary>
    public static UserSnapshot Snapshot(UserRecord record) => new()
    {
        Id = new UserId(record.Id),
        Email = record.Email,
        DisplayName = record.DisplayName,
        Role = record.Role,
        IsDisabled = record.DisabledAt is not null,
        HasTotp = record.TotpSecretEncrypted is not null,
        Version = record.Version,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
        LastSignInAt = record.LastSignInAt,
    };

    public static AuditTarget Target(UserRecord record) => new("user", record.Id.ToString("D"), record.Email);

    public static SessionRecord NewSession(Guid id, Guid userId, SignIn signIn, string? address, DateTimeOffset now, TimeSpan absolute) => new()
    {
        Id = id,
        UserId = userId,
        Purpose = signIn.Purpose == SessionPurpose.Connect ? "connect" : "api",
        // RFC 8176 has no value for backup codes; they are one-time passwords.
        Methods = signIn.Proof is null ? ["pwd"] : ["pwd", "otp", "mfa"],
        Device = signIn.Device,
        Address = Cut(address, MaxAddress),
        UserAgent = Cut(signIn.UserAgent, MaxUserAgent),
        SignedInAt = now,
        LastSeenAt = now,
        EndsAt = now + absolute,
    };

    private static string? Cut(string? text, int length) => text?.Length > length ? text[..length] : text;
}
