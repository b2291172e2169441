using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Contracts.Identity;

/// <summary>Identity of a person: a UUIDv7, written in lower case with hyphens; the subject of their credentials.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.user-id")]
public readonly record struct UserId
{
    public UserId(Guid value) => Value = value;

    /// <summary>The UUID.</summary>
    [Id(0)]
    public Guid Value { get; init; }

    /// <summary>Reads the written form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UserId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new UserId(value);
        return ok;
    }

    /// <summary>The grain of this user.</summary>
    public IUserGrain Grain(IGrainFactory grains) => grains.GetGrain<IUserGrain>(Value);

    public override string ToString() => Value.ToString("D");
}
