namespace AgentGrid.Domain.Limits;

/// <summary>A limit: so many permits in any window, and how long a key that exceeds it is blocked.</summary>
/// <param name="Name">Stable name, shown in the RateLimit headers: lower-case letters and '-'.</param>
/// <param name="Permits">Permits in any interval as long as the window, at least 1.</param>
/// <param name="Window">Length of the window, at least 1 ms.</param>
/// <param name="BlockBase">The first block; each further one doubles. Zero = a key only waits until the window has room.</param>
/// <param name="BlockCap">The longest block.</param>
public sealed record LimitPolicy(string Name, int Permits, TimeSpan Window, TimeSpan BlockBase, TimeSpan BlockCap)
{
    /// <summary>Sign-in attempts per address: 10 a minute, blocks from 15 s up to 5 min.</summary>
    public static readonly LimitPolicy Login = new("login", 10, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5));

    /// <summary>One-time codes per user: 5 a minute, blocks from 30 s up to 10 min.</summary>
    public static readonly LimitPolicy Totp = new("totp", 5, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));

    /// <summary>Dispatches per user: 60 a minute, blocks from 1 s up to 1 min.</summary>
    public static readonly LimitPolicy Dispatch = new("dispatch", 60, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Everything an address does without a credential: 100 a minute, blocks from 1 s up to 1 min.</summary>
    public static readonly LimitPolicy Anonymous = new("anonymous", 100, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Everything a subject does: 600 a minute, blocks from 1 s up to 1 min.</summary>
    public static readonly LimitPolicy Authenticated = new("authenticated", 600, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Events on one socket: 30 a second, blocks from 1 s up to 30 s.</summary>
    public static readonly LimitPolicy SocketEvents = new("socket-events", 30, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>The closed list.</summary>
    public static IReadOnlyList<LimitPolicy> All { get; } = [Login, Totp, Dispatch, Anonymous, Authenticated, SocketEvents];

    /// <summary>Most permits an override may give.</summary>
    public const int MaxPermits = 100_000_000;

    /// <summary>The policy of this name, or null.</summary>
    public static LimitPolicy? Find(string? name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The same limit with other permits (an override for one user, token or address). Limits are changed, never switched off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or more than <see cref="MaxPermits"/>.</exception>
    public LimitPolicy WithPermits(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, MaxPermits);
        return this with { Permits = permits };
    }
}
