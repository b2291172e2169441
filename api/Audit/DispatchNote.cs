using System.Net;
using AgentGrid.Api.Agents.Dispatch;
using AgentGrid.Contracts.Agents;
using AgentGrid.Contracts.Audit;
using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Audit;

/// <summary>What is kept of one dispatch until it is written to the audit log: one small object, which goes on its way when it is disposed of.</summary>
internal sealed class DispatchNote(DispatchAudit audit, Caller caller, string pool, IPAddress? address, string requestId, long started) : IDisposable
{
    public Caller Caller => caller;

    public string Pool => pool;

    public IPAddress? Address => address;

    public string RequestId => requestId;

    /// <summary>When it began, a timestamp of the time provider.</summary>
    public long Started => started;

    /// <summary>The agent that was asked last; null when there was none to ask.</summary>
    public AgentTarget? Agent { get; private set; }

    /// <summary><c>ok</c>, <c>refused</c> (by the agent), <c>cancelled</c> (by the client), <c>failed</c> or <c>no_agent</c>.</summary>
    public string Status { get; private set; } = "no_agent";

    /// <summary>What failed: a status of the agent or a word; null when nothing did.</summary>
    public string? Error { get; private set; }

    public int Attempts { get; private set; }

    public long? InputTokens { get; private set; }

    public long? OutputTokens { get; private set; }

    /// <summary>When it ended; set on the way to the log.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>How long it took, in milliseconds; set on the way to the log.</summary>
    public int LatencyMs { get; set; }

    public AuditRecordResult Result => Status switch
    {
        "ok" => AuditRecordResult.Ok,
        "refused" => AuditRecordResult.Refused,
        _ => AuditRecordResult.Failed,
    };

    /// <summary>Notes the end of an attempt; the last one counts.</summary>
    public void Attempted(in AnswerInfo info, Attempt attempt, AttemptFailure? failure, bool cancelled)
    {
        Agent = info.Agent;
        Attempts = info.Attempts;
        Error = failure?.ErrorType;
        Status = failure is not null ? "failed" : cancelled ? "cancelled" : attempt.Refused ? "refused" : "ok";
        InputTokens = attempt.Usage.InputTokens;
        OutputTokens = attempt.Usage.OutputTokens;
    }

    public void Dispose() => audit.Add(this);
}
