using System.Diagnostics.CodeAnalysis;

namespace AgentGrid.Contracts.Rooms;

/// <summary>Identity of a room: a UUIDv7, written in lower case with hyphens.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.id")]
public readonly record struct RoomId
{
    public RoomId(Guid value) => Value = value;

    /// <summary>The UUID.</summary>
    [Id(0)]
    public Guid Value { get; init; }

    /// <summary>Reads the written form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoomId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        id = new RoomId(value);
        return ok;
    }

    /// <summary>The grain of this room.</summary>
    public IRoomGrain Grain(IGrainFactory grains) => grains.GetGrain<IRoomGrain>(Value);

    public override string ToString() => Value.ToString("D");
}
