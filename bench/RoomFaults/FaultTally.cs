namespace AgentGrid.Bench.RoomFaults;

/// <summary>What one kind of witness has of all messages, held against what the database has.</summary>
/// <param name="Witness">Who.</param>
internal sealed record FaultTally(string Witness)
{
    /// <summary>How many messages it has, each counted once for everybody who has it.</summary>
    internal long Messages { get; set; }

    /// <summary>Messages that it lacks.</summary>
    internal long Lost { get; set; }

    /// <summary>Messages that it has in more than one place.</summary>
    internal long Duplicated { get; set; }

    /// <summary>Messages that come before one that they should follow.</summary>
    internal long Reordered { get; set; }

    /// <summary>Numbers without a message.</summary>
    internal long Holes { get; set; }

    /// <summary>Places where it has another message, or another fingerprint, than the database.</summary>
    internal long Wrong { get; set; }

    /// <summary>All that should be 0.</summary>
    internal long Faults => Lost + Duplicated + Reordered + Holes + Wrong;

    /// <inheritdoc/>
    public override string ToString() => $"{Witness}: {Messages} messages, {Lost} lost, {Duplicated} duplicated, {Reordered} reordered, {Holes} holes, {Wrong} wrong";

    /// <summary>Adds what somebody has read of a room, in the order in which it was read.</summary>
    internal void AddReading(IReadOnlyList<RoomPlace> read, IReadOnlyList<RoomPlace> stored)
    {
        Messages += read.Count;
        var places = read.Select(place => place.Id).ToHashSet();
        Lost += stored.Count(place => !places.Contains(place.Id));
        Duplicated += read.Count - places.Count;
        for (var i = 0; i < read.Count; i++)
        {
            if (i > 0 && read[i].Seq <= read[i - 1].Seq) Reordered++;
            var previous = i == 0 ? 0 : read[i - 1].Seq;
            if (read[i].Seq > previous + 1) Holes += read[i].Seq - previous - 1;
            if (read[i].Seq > stored.Count || stored[(int)read[i].Seq - 1] != read[i]) Wrong++;
        }
    }

    /// <summary>Adds what a member was told about its own messages, in the order in which it wrote them.</summary>
    /// <param name="acknowledged">The places it was told.</param>
    /// <param name="stored">Its room, in the order of the room.</param>
    /// <param name="isItsOwn">Whether the message of this id is stored under the id that the member gave its message of this number.</param>
    internal void AddAcknowledged(IReadOnlyList<RoomPlace> acknowledged, IReadOnlyList<RoomPlace> stored, Func<Guid, int, bool> isItsOwn)
    {
        Messages += acknowledged.Count;
        Duplicated += acknowledged.Count - acknowledged.Select(place => place.Seq).Distinct().Count();
        for (var number = 0; number < acknowledged.Count; number++)
        {
            var place = acknowledged[number];
            if (place.Seq > stored.Count) Lost++;
            else if (stored[(int)place.Seq - 1] != place || !isItsOwn(place.Id, number)) Wrong++;
            if (number > 0 && place.Seq <= acknowledged[number - 1].Seq) Reordered++;
        }
    }
}
