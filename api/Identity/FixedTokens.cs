using System.Security.Cryptography;
using System.Text;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Credentials;
using Microsoft.Extensions.Options;

namespace AgentGrid.Api.Identity;

/// <summary>
/// Tokens that are in no table: the bootstrap administrator's (<c>GRID_ADMIN_TOKEN</c>), accepted only while no administrator exists, and those that this process makes for
/// itself. Only hashes are kept; they have 256 random bits or were chosen with at least 32 characters, so a slow hash would add nothing.
/// </summary>
public sealed class FixedTokens(IOptions<GridOptions> options)
{
    /// <summary>Subject of the bootstrap administrator.</summary>
    public const string BootstrapSubject = "bootstrap-admin";

    private readonly Lock _gate = new();
    private volatile (byte[] Hash, KnownCaller Caller)[] _accepted = [];
    private volatile bool _bootstrapIsOpen;

    /// <summary>Whether the bootstrap token opens anything.</summary>
    public bool BootstrapIsOpen => _bootstrapIsOpen;

    /// <summary>To be called before requests are served.</summary>
    /// <param name="administratorExists">Whether an administrator exists.</param>
    public void Prepare(bool administratorExists)
    {
        if (options.Value.AdminToken is not { } configured || administratorExists) return;
        Accept(SHA256.HashData(Encoding.UTF8.GetBytes(configured)), new Caller { Subject = BootstrapSubject, Kind = CallerKind.User, Roles = [GridRoles.Admin], Scopes = GridScopes.All, Name = BootstrapSubject });
        _bootstrapIsOpen = true;
    }

    /// <summary>Refuses the bootstrap token when an administrator is in the news.</summary>
    public void Hear(string tag)
    {
        if (tag == CredentialTags.Bootstrap) _bootstrapIsOpen = false;
    }

    /// <summary>Makes a token that only this process knows and that ends with it; the demo calls the API with one.</summary>
    public string Issue(Caller caller)
    {
        var token = "adm_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        Accept(SHA256.HashData(Encoding.UTF8.GetBytes(token)), caller);
        return token;
    }

    /// <summary>Makes an administrator's token that only this process knows.</summary>
    public string IssueForThisProcess(string subject) =>
        Issue(new Caller { Subject = subject, Kind = CallerKind.User, Roles = [GridRoles.Admin], Scopes = GridScopes.All, Name = subject });

    /// <summary>The caller behind a token, or null. Takes the same time whichever byte differs.</summary>
    public KnownCaller? Find(ReadOnlySpan<char> token)
    {
        const int longest = 512;
        if (_accepted.Length == 0 || token.Length is 0 or > longest) return null;
        Span<byte> utf8 = stackalloc byte[longest * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        foreach (var (accepted, caller) in _accepted)
            if (CryptographicOperations.FixedTimeEquals(accepted, hash)) return caller.Caller.Subject != BootstrapSubject || _bootstrapIsOpen ? caller : null;
        return null;
    }

    private void Accept(byte[] hash, Caller caller)
    {
        lock (_gate) _accepted = [.. _accepted, (hash, new KnownCaller(caller))];
    }
}
