using System.Security.Cryptography;
using System.Text;
using AgentGrid.Contracts.Identity;
using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Settings;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity;

/// <summary>
/// The single administrator's token that protects everything until people can sign in. <c>GRID_ADMIN_TOKEN</c> sets it; otherwise one is generated at the
/// first start, printed once, and only its SHA-256 is stored (it has 256 random bits, so a slow hash would add nothing).
/// </summary>
public sealed class BootstrapTokens(IOptions<GridOptions> options, ISettingStore settings, TimeProvider time)
{
    /// <summary>Subject of the bootstrap administrator.</summary>
    public const string Subject = "bootstrap-admin";

    private const string SettingKey = "identity.bootstrap-token-sha256";
    private readonly List<(byte[] Hash, KnownCaller Caller)> _accepted = [];

    /// <summary>Prepares the token. Answers with it when it was generated just now, so that it can be printed this once.</summary>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AdminToken is { } configured)
        {
            Accept(SHA256.HashData(Encoding.UTF8.GetBytes(configured)), Subject);
            return null;
        }

        // Two processes may start at once: only the one whose token was stored prints it.
        var token = Generate();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var stored = await settings.GetOrAddAsync(new SystemSetting { Key = SettingKey, Value = hash, IsSecret = false, UpdatedAt = time.GetUtcNow() }, cancellationToken);
        Accept(Convert.FromHexString(stored.Value), Subject);
        return stored.Value == hash ? token : null;
    }

    /// <summary>Makes a token that only this process knows and that ends with it; the demo calls the API with it.</summary>
    public string IssueForThisProcess(string subject)
    {
        var token = Generate();
        Accept(SHA256.HashData(Encoding.UTF8.GetBytes(token)), subject);
        return token;
    }

    /// <summary>The caller behind a token, or null. Takes the same time whichever byte differs.</summary>
    public KnownCaller? Find(ReadOnlySpan<char> token)
    {
        const int longest = 512;
        if (token.Length is 0 or > longest) return null;
        Span<byte> utf8 = stackalloc byte[longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        foreach (var (accepted, caller) in _accepted)
            if (CryptographicOperations.FixedTimeEquals(accepted, hash)) return caller;
        return null;
    }

    private static string Generate() => "adm_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private void Accept(byte[] hash, string subject) =>
        _accepted.Add((hash, new KnownCaller(new Caller { Subject = subject, Kind = CallerKind.User, Roles = [GridRoles.Admin] })));
}
