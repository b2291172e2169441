using AgentGrid.Contracts;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Hashes and verifies passwords and backup codes with scrypt, all through the bounded queue, so that a storm of sign-ins starves nothing else.</summary>
public sealed class PasswordHashing(HashingQueue queue, ScryptParameters parameters)
{
    /// <summary>Most UTF-16 units that are hashed: twice <see cref="PasswordRules.MaxLength"/>, as a character is one or two of them.</summary>
    public const int LongestPassword = 2 * PasswordRules.MaxLength;

    private readonly ScryptHash _decoy = ScryptHash.Decoy(parameters);

    /// <summary>Refuses what no password can be, before it costs anything.</summary>
    /// <exception cref="GridException">Invalid.</exception>
    public static string Demand(string? password, string field)
    {
        if (string.IsNullOrEmpty(password)) throw GridException.Invalid(field, "Must be given.");
        return password.Length <= LongestPassword ? password : throw GridException.Invalid(field, $"Must have at most {PasswordRules.MaxLength} characters.");
    }

    /// <summary>Verifies a password. Costs the same when there is no hash to compare it with.</summary>
    /// <param name="stored">PHC string; null when there is no such account.</param>
    /// <param name="password">As entered.</param>
    /// <param name="cancellationToken">Gives the place in the queue free.</param>
    /// <exception cref="HashingQueueFullException">Too many wait.</exception>
    internal Task<PasswordVerdict> VerifyAsync(string? stored, string password, CancellationToken cancellationToken)
    {
        var hash = ScryptHash.Parse(stored) ?? _decoy;
        return queue.RunAsync(
            HashingKind.Password,
            () => !hash.Verify(password) ? default : new PasswordVerdict(true, hash.NeedsRehash(parameters) ? ScryptHash.Create(password, parameters).Text : null),
            cancellationToken);
    }

    /// <summary>Hashes a new password; a PHC string.</summary>
    /// <exception cref="HashingQueueFullException">Too many wait.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        queue.RunAsync(HashingKind.Password, () => ScryptHash.Create(password, parameters).Text, cancellationToken);

    /// <summary>Makes a set of backup codes and their PHC strings.</summary>
    /// <exception cref="HashingQueueFullException">Too many wait.</exception>
    internal Task<(IReadOnlyList<string> Codes, IReadOnlyList<ScryptHash> Hashes)> NewBackupCodesAsync(CancellationToken cancellationToken) =>
        queue.RunAsync(HashingKind.Password, () => BackupCodes.Generate(parameters), cancellationToken);

    /// <summary>The number of the backup code that was entered, or null.</summary>
    /// <exception cref="HashingQueueFullException">Too many wait.</exception>
    internal Task<int?> MatchBackupCodeAsync(string entered, IReadOnlyDictionary<int, string> unused, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<int, ScryptHash>();
        foreach (var (number, text) in unused)
            if (ScryptHash.Parse(text) is { } hash) hashes[number] = hash;
        return queue.RunAsync(HashingKind.Password, () => BackupCodes.Match(entered, hashes), cancellationToken);
    }
}
