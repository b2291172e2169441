using AgentGrid.Domain.Identity;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>A person's authenticator.</summary>
internal sealed record Authenticator(byte[] Secret)
{
    private readonly long _step = Totp.StepAt(TimeProvider.System.GetUtcNow());
    private string? _next;

    public IReadOnlyList<string> BackupCodes { get; init; } = [];

    /// <summary>The code of the step in which this was made: the one that setting up spends.</summary>
    public string Code() => Totp.Code(Secret, _step);

    /// <summary>A code that comes after it, the same at every call: good from the first call on, if need be by the tolerance, and for half a minute at least.</summary>
    public string NextCode() => _next ??= Totp.Code(Secret, Math.Max(_step + 1, Totp.StepAt(TimeProvider.System.GetUtcNow())));

    /// <summary>A code that is none of those that are good now.</summary>
    public string WrongCode()
    {
        string[] near = [.. Enumerable.Range(-3, 20).Select(offset => Totp.Code(Secret, _step + offset))];
        return Enumerable.Range(0, 10).Select(digit => new string((char)('0' + digit), Totp.Digits)).First(code => !near.Contains(code));
    }
}
