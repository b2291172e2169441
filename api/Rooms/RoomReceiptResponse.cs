namespace AgentGrid.Api.Rooms;

/// <summary>Proof that a message is written.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Seq">Place in the room.</param>
/// <param name="Epoch">Epoch of the room.</param>
/// <param name="Fingerprint">Covers the message and all before it.</param>
/// <param name="Duplicate">True when it was written before, under the same client message id.</param>
/// <param name="CreatedAt">When it was written.</param>
public sealed record RoomReceiptResponse(Guid MessageId, long Seq, long Epoch, string Fingerprint, bool Duplicate, DateTimeOffset CreatedAt);
