using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using AgentGrid.Api.Limits;
using AgentGrid.Contracts.Audit;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Api.Audit;

/// <summary>
/// Makes records of dispatches. Those of one caller to one agent with one result that were gathered together share an entry, which lists each of them: so the log
/// costs a fraction of an entry for each when there are many, and filters still find them by caller, agent and result.
/// </summary>
internal static class DispatchRecords
{
    /// <summary>Most dispatches of one entry.</summary>
    internal const int MaxPerEntry = 100;

    /// <summary>The records, each with the number of dispatches that it tells of.</summary>
    internal static IEnumerable<(AuditRecord Record, int Dispatches)> Of(IReadOnlyList<DispatchNote> notes)
    {
        var groups = new Dictionary<Group, List<DispatchNote>>();
        foreach (var note in notes)
        {
            var group = new Group(note.Caller.Subject, note.Address, note.Pool, note.Agent?.Id.Value, note.Agent?.Model, note.Result);
            if (!groups.TryGetValue(group, out var members)) groups.Add(group, members = []);
            members.Add(note);
        }

        return groups.Values.SelectMany(members => members.Chunk(MaxPerEntry)).Select(chunk => (Record(chunk), chunk.Length));
    }

    private static AuditRecord Record(DispatchNote[] notes)
    {
        var first = notes[0];
        return new AuditRecord
        {
            Time = first.Time,
            ActorId = first.Caller.Subject,
            ActorKind = first.Caller.Kind.ToString().ToLowerInvariant(),
            ActorName = first.Caller.Name,
            Action = AuditActions.DispatchDone,
            TargetType = first.Agent is null ? "pool" : "agent",
            TargetId = first.Agent?.Id.ToString() ?? first.Pool,
            TargetName = first.Agent?.Name,
            Result = first.Result,
            Address = RequestLimits.Address(first.Address),
            RequestId = notes.Length == 1 ? first.RequestId : null,
            Details = Details(notes),
        };
    }

    private static string Details(DispatchNote[] notes)
    {
        var bytes = new ArrayBufferWriter<byte>(notes.Length * 128);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("dispatches"u8);
            foreach (var note in notes)
            {
                json.WriteStartObject();
                json.WriteNumber("attempts"u8, note.Attempts);
                if (note.Error is { } error) json.WriteString("error"u8, error);
                if (note.InputTokens is { } input) json.WriteNumber("inputTokens"u8, input);
                json.WriteNumber("latencyMs"u8, note.LatencyMs);
                if (note.OutputTokens is { } output) json.WriteNumber("outputTokens"u8, output);
                json.WriteString("requestId"u8, note.RequestId);
                json.WriteString("status"u8, note.Status);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            // As configured: what an agent calls itself, or a client asks for, may be anything.
            if (notes[0].Agent?.Model is { } model) json.WriteString("model"u8, model);
            json.WriteString("pool"u8, notes[0].Pool);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private readonly record struct Group(string Subject, IPAddress? Address, string Pool, Guid? Agent, string? Model, AuditRecordResult Result);
}
