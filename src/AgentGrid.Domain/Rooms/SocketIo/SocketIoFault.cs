namespace AgentGrid.Domain.Rooms.SocketIo;

/// <summary>Why something that a client sent is no packet. The closed set; each ends the session.</summary>
public enum SocketIoFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A packet without its digit.</summary>
    Empty,

    /// <summary>No such kind of packet.</summary>
    UnknownType,

    /// <summary>Not UTF-8.</summary>
    BadText,

    /// <summary>A binary packet of a polling payload that is not base64 (RFC 4648 section 4, padded).</summary>
    BadBase64,

    /// <summary>The number of attachments is missing, not a plain decimal, or not followed by <c>-</c>.</summary>
    BadAttachments,

    /// <summary>More attachments than allowed.</summary>
    TooManyAttachments,

    /// <summary>The namespace is too long or has control characters.</summary>
    BadNamespace,

    /// <summary>The acknowledgement id has a leading zero, is above 2^53 - 1, is missing from an acknowledgement, or stands where none belongs.</summary>
    BadId,

    /// <summary>The data is not one JSON value (RFC 8259), is nested too deeply, or has a lone surrogate.</summary>
    BadJson,

    /// <summary>Data where none belongs, none where it does, or of the wrong kind: events and acknowledgements are arrays, CONNECT has an object or nothing.</summary>
    BadData,

    /// <summary>The name of an event is missing, empty, too long or no string.</summary>
    BadEventName,

    /// <summary>The name is one that the protocol keeps for itself.</summary>
    ReservedEventName,
}
