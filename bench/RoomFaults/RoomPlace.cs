namespace AgentGrid.Bench.RoomFaults;

/// <summary>What somebody saw at one place of a room.</summary>
/// <param name="Seq">The place.</param>
/// <param name="Id">Id of the message.</param>
/// <param name="Fingerprint">The first half of its fingerprint, which is as good as all of it for telling messages apart.</param>
internal readonly record struct RoomPlace(long Seq, Guid Id, UInt128 Fingerprint)
{
    /// <summary>From a message, or an acknowledgement, in JSON.</summary>
    internal static RoomPlace Of(System.Text.Json.JsonElement json, string id = "id") =>
        new(json.GetProperty("seq").GetInt64(), json.GetProperty(id).GetGuid(), Half(json.GetProperty("fingerprint").GetString()!));

    internal static UInt128 Half(string fingerprint) => UInt128.Parse(fingerprint.AsSpan(0, 32), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
}
