namespace AgentGrid.Contracts.Rooms;

/// <summary>Proof that a message is written: its place, and the fingerprint that covers it and all before it.</summary>
[GenerateSerializer, Immutable, Alias("grid.rooms.receipt")]
public sealed class RoomReceipt
{
    [Id(0)]
    public required Guid MessageId { get; init; }

    /// <summary>Place in the room.</summary>
    [Id(1)]
    public required long Seq { get; init; }

    /// <summary>Epoch of the room.</summary>
    [Id(2)]
    public required long Epoch { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    [Id(3)]
    public required string Fingerprint { get; init; }

    /// <summary>True when it was written before under the same client message id.</summary>
    [Id(4)]
    public required bool Duplicate { get; init; }

    [Id(5)]
    public required DateTimeOffset CreatedAt { get; init; }
}
