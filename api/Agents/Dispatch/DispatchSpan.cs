using System.Diagnostics;
using AgentGrid.Contracts;
using AgentGrid.Providers.OpenAi;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>What telemetry sees of one dispatch: metrics per attempt, one span with the attempts as events.</summary>
internal readonly struct DispatchSpan(DispatchTelemetry telemetry, DispatchPlan plan, Activity? activity) : IDisposable
{
    internal static string NameOf(DispatchPlan plan) => OperationOf(plan);

    /// <summary>Notes the end of an attempt.</summary>
    public void Attempted(in AnswerInfo info, Attempt attempt, AttemptFailure? failure, bool cancelled)
    {
        var errorType = failure?.ErrorType ?? (cancelled ? "cancelled" : attempt.Refused ? "refused" : null);
        var tags = new TagList
        {
            { "gen_ai.operation.name", OperationOf(plan) },
            { "gen_ai.provider.name", info.Agent.Kind },
        };
        if (info.Agent.Model is { } model) tags.Add("gen_ai.request.model", model);
        if (attempt.AnsweredModel is { } answered) tags.Add("gen_ai.response.model", answered);
        tags.Add("server.address", attempt.Host);
        tags.Add("server.port", attempt.Port);
        RecordTokens(tags, attempt.Usage.InputTokens, "input");
        RecordTokens(tags, attempt.Usage.OutputTokens, "output");
        if (errorType is not null) tags.Add("error.type", errorType);
        telemetry.Duration.Record(attempt.ElapsedMs / 1000, tags);
        if (attempt.FirstChunkMs is { } first) telemetry.FirstChunk.Record(first / 1000, tags);
        if (activity is not null) Describe(activity, info, attempt, errorType);
    }

    /// <summary>Notes that the client is refused, and hands the refusal through.</summary>
    public GridException Refused(GridException refusal)
    {
        activity?.SetStatus(ActivityStatusCode.Error, refusal.Code.ToString());
        return refusal;
    }

    public void Dispose() => activity?.Dispose();

    private static string OperationOf(DispatchPlan plan) => plan.Operation == OpenAiOperation.Chat ? "chat" : "embeddings";

    private void RecordTokens(in TagList tags, long? tokens, string type)
    {
        // A count that the agent did not report must not be guessed, so it is not recorded.
        if (tokens is not { } count) return;
        var typed = tags;
        typed.Add("gen_ai.token.type", type);
        telemetry.Tokens.Record(count, typed);
    }

    private void Describe(Activity span, in AnswerInfo info, Attempt attempt, string? errorType)
    {
        span.SetTag("gen_ai.operation.name", OperationOf(plan));
        span.SetTag("gen_ai.provider.name", info.Agent.Kind);
        span.SetTag("gen_ai.request.model", info.Agent.Model);
        span.SetTag("gen_ai.response.model", attempt.AnsweredModel);
        span.SetTag("gen_ai.request.stream", plan.Request.Stream);
        span.SetTag("gen_ai.usage.input_tokens", attempt.Usage.InputTokens);
        span.SetTag("gen_ai.usage.output_tokens", attempt.Usage.OutputTokens);
        span.SetTag("server.address", attempt.Host);
        span.SetTag("server.port", attempt.Port);
        span.AddEvent(new ActivityEvent("attempt", tags: new ActivityTagsCollection
        {
            ["grid.agent.name"] = info.Agent.Name,
            ["grid.attempt"] = info.Attempts,
            ["error.type"] = errorType,
        }));
        if (errorType is not null) span.SetTag("error.type", errorType);
    }
}
