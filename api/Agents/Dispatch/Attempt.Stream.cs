using System.IO.Pipelines;
using AgentGrid.Contracts;
using AgentGrid.Domain.Agents;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents.Dispatch;

internal sealed partial class Attempt
{
    // Everything that one read brought is written and sent together, at once.
    private async Task<AttemptFailure?> CopyStreamAsync(HttpResponseMessage response, TimeSpan idleTimeout)
    {
        PassHeaders(response);
        var encoding = UpstreamHeaders.First(response.Content.Headers, "content-encoding");
        await using var body = ContentDecoding.Wrap(await response.Content.ReadAsStreamAsync(_patience.Token), encoding, long.MaxValue);
        using var events = new SseReader(body);
        await using var client = new StreamResponse(context, sink, info, time);
        var state = new OpenAiStreamState(plan.Request.IncludeUsage);
        AttemptFailure? failure = null;
        try
        {
            var more = true;
            while (more && failure is null && !state.IsDone)
            {
                more = await events.FillAsync(_patience.Token);
                // The agent's clock stands still while the client takes its time.
                _patience.CancelAfter(Timeout.InfiniteTimeSpan);
                failure = await ForwardAsync(events, state, client);
                _patience.CancelAfter(idleTimeout);
            }

            failure ??= state.End() == OpenAiStreamEnd.Truncated
                ? new AttemptFailure(GridErrorCode.UpstreamFailed, "its stream broke off", "truncated_stream")
                : null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException or InvalidDataException or SseEventTooLargeException)
        {
            if (!context.RequestAborted.IsCancellationRequested) failure = Sorted(UpstreamFailure.Of(exception));
        }
        finally
        {
            Usage = state.Usage;
            AnsweredModel = state.Model;
        }

        if (context.RequestAborted.IsCancellationRequested || Refused) return null;
        if (failure is null)
        {
            var output = await client.BeginWriteAsync(context.RequestAborted);
            sink.WriteDone(output, info, state, ElapsedMs);
            await client.FlushAsync(context.RequestAborted);
        }
        else if (client.HasBegun)
        {
            await EndBrokenAsync(client, failure);
        }

        return failure;
    }

    private async ValueTask<AttemptFailure?> ForwardAsync(SseReader events, OpenAiStreamState state, StreamResponse client)
    {
        PipeWriter? output = null;
        AttemptFailure? failure = null;
        try
        {
            while (failure is null && !state.IsDone && events.TryRead(out var chunk))
            {
                switch (state.Feed(chunk))
                {
                    case OpenAiStreamVerdict.Forward:
                        FirstChunkMs ??= ElapsedMs;
                        output ??= await client.BeginWriteAsync(_patience.Token);
                        sink.WriteChunk(output, chunk, state);
                        break;
                    case OpenAiStreamVerdict.Error:
                        failure = await ErrorInsideStreamAsync(chunk.Data, client);
                        if (Refused) return null;
                        break;
                    case OpenAiStreamVerdict.Malformed:
                        failure = new AttemptFailure(GridErrorCode.UpstreamFailed, "its stream cannot be read", "malformed_chunk");
                        break;
                }
            }
        }
        finally
        {
            if (output is not null) await client.FlushAsync(_patience.Token);
        }

        return failure;
    }

    private async ValueTask<AttemptFailure?> ErrorInsideStreamAsync(ReadOnlyMemory<byte> data, StreamResponse client)
    {
        var error = OpenAiErrors.Read(data.Span, StatusCodes.Status200OK);
        if (error is null || client.HasBegun || AttemptRules.IsFailure(error.Status)) return OfStatus(error?.Status ?? StatusCodes.Status502BadGateway, null);
        // Nothing has been sent, and another agent would refuse the same request too.
        await client.DisposeAsync();
        await RefuseAsync(error);
        return null;
    }

    // One error event and no [DONE]; the dispatcher then ends the connection: nobody can take this for a whole answer.
    private async Task EndBrokenAsync(StreamResponse client, AttemptFailure failure)
    {
        var output = await client.BeginWriteAsync(context.RequestAborted);
        sink.WriteError(output, failure.ToRefusal(info.Agent.Name, attempts: 1));
        await client.FlushAsync(context.RequestAborted);
    }
}
