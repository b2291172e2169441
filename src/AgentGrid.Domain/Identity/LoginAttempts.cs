using System.Collections.Immutable;

namespace AgentGrid.Domain.Identity;

/// <summary>
/// The sign-in attempts at one account. All strangers share one delay; each device that the user has signed in from has its own. So whoever guesses at an account slows
/// down strangers only, and can never keep the user out of it from where he was before. Immutable; the user's grain is its single writer.
/// </summary>
public sealed record LoginAttempts
{
    /// <summary>No attempt yet.</summary>
    public static LoginAttempts None { get; } = new();

    /// <summary>Failures from everywhere but the known devices.</summary>
    public LoginDelay Strangers { get; init; } = LoginDelay.None;

    /// <summary>The known devices, at most <see cref="LoginDelayOptions.MaxDevices"/>.</summary>
    public ImmutableArray<KnownDevice> Devices { get; init; } = [];

    /// <summary>How long an attempt has still to wait.</summary>
    /// <param name="device">The id in the device's cookie, whose signature was checked; null for none. An id that is not known is a stranger.</param>
    /// <param name="now">The present time.</param>
    /// <param name="options">The rules.</param>
    public TimeSpan Wait(string? device, DateTimeOffset now, LoginDelayOptions options) => (Find(device)?.Delay ?? Strangers).Wait(now, options);

    /// <summary>After a wrong password or code.</summary>
    public LoginAttempts Failed(string? device, DateTimeOffset now, LoginDelayOptions options) =>
        Find(device) is { } known ? this with { Devices = Devices.Replace(known, known with { Delay = known.Delay.Failed(now, options) }) } : this with { Strangers = Strangers.Failed(now, options) };

    /// <summary>
    /// After a complete sign-in (second factor included): the device is known from now on and its failures are forgiven. Those of strangers are not: they may be an attack
    /// that goes on.
    /// </summary>
    public LoginAttempts Succeeded(string device, DateTimeOffset now, LoginDelayOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentNullException.ThrowIfNull(options);
        var others = Devices.Where(known => known.Id != device).OrderByDescending(known => known.LastSignIn).Take(options.MaxDevices - 1);
        return this with { Devices = [.. others, new KnownDevice(device, now, LoginDelay.None)] };
    }

    /// <summary>Forgets a device, as when its session is revoked or the password has changed.</summary>
    public LoginAttempts Forget(string device) => this with { Devices = Devices.RemoveAll(known => known.Id == device) };

    private KnownDevice? Find(string? device) => device is null ? null : Devices.FirstOrDefault(known => known.Id == device);
}
