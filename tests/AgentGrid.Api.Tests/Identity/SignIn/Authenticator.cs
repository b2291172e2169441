using AgentGrid.Domain.Identity;

namespace AgentGrid.Api.Tests.Identity.SignIn;

/// <summary>A person's authenticator.</summary>
internal sealed record Authenticator(byte[] Secret)
{
    private readonly long _step = Totp.StepAt(TimeProvider.System.GetUtcNow());

    public IReadOnlyList<string> BackupCodes { get; init; } = [];

    /// <summary>The code of the step in which this was made: the one that setting up spends.</summary>
    public string Code() => Totp.Code(Secret, _step);

    /// <summary>The code of the step after: good already, by the tolerance, and for a minute at least.</summary>
    public string NextCode() => Totp.Code(Secret, _step + 1);

    /// <summary>A code that is none of those that are good now.</summary>
    public string WrongCode()
    {
        string[] near = [.. Enumerable.Range(-3, 8).Select(offset => Totp.Code(Secret, _step + offset))];
        return Enumerable.Range(0, 10).Select(digit => new string((char)('0' + digit), Totp.Digits)).First(code => !near.Contains(code));
    }
}
