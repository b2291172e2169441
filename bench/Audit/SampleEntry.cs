using AgentGrid.Contracts.Audit;
using AgentGrid.Domain.Audit;

namespace AgentGrid.Bench.Audit;

/// <summary>Records like those of administrative actions: 200 actors, 2,000 targets, one in fifty refused.</summary>
internal static class SampleEntry
{
    internal const int Actors = 200;
    internal const int Targets = 2_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static AuditRecord Of(long number) => new()
    {
        Time = Start.AddMilliseconds(number),
        ActorId = Actor(number % Actors),
        ActorKind = "user",
        ActorName = $"person-{number % Actors}@example.org",
        Action = AuditActions.AgentUpdated,
        TargetType = "agent",
        TargetId = Target(number % Targets),
        TargetName = $"agent-{number % Targets}",
        Result = number % 50 == 0 ? AuditRecordResult.Refused : AuditRecordResult.Ok,
        Address = "192.0.2.17",
        RequestId = $"0HN{number:X16}",
        Details = """{"changed":["weight"],"weight":5}""",
    };

    internal static string Actor(long number) => $"0198c0de-0000-7000-8000-{number:x12}";

    internal static string Target(long number) => $"0198c0df-0000-7000-8000-{number:x12}";
}
