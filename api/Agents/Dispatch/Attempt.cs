using System.Buffers;
using System.Diagnostics;
using System.Net.Http.Headers;
using AgentGrid.Contracts;
using AgentGrid.Domain.Agents;
using AgentGrid.Providers.OpenAi;
using AgentGrid.Providers.Upstream;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>One attempt at one agent: asks it and, when it answers as it should, hands the answer to the client.</summary>
internal sealed partial class Attempt(HttpContext context, DispatchPlan plan, AnswerSink sink, AnswerInfo info, UpstreamHttp upstream, TimeProvider time) : IDisposable
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private const int LargestError = 1024 * 1024;
    private readonly long _started = time.GetTimestamp();
    private string? _apiKey;

    // Cancelled by the client going away, and by the agent's time-out; a stream winds it up again at every chunk.
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);

    /// <summary>What the agent reported; unknown parts are null.</summary>
    public OpenAiUsage Usage { get; private set; }

    /// <summary>The model that answered, as the agent names it.</summary>
    public string? AnsweredModel { get; private set; }

    /// <summary>Time to the first chunk of a stream.</summary>
    public double? FirstChunkMs { get; private set; }

    /// <summary>Where the agent was asked.</summary>
    public string? Host { get; private set; }

    /// <inheritdoc cref="Host"/>
    public int Port { get; private set; }

    /// <summary>The agent refused the request itself, and the client has its answer.</summary>
    public bool Refused { get; private set; }

    /// <summary>Since the attempt began.</summary>
    public double ElapsedMs => time.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>Asks the agent. Null when the client has its answer (or is gone); else why not.</summary>
    public async Task<AttemptFailure?> RunAsync(UpstreamTarget target)
    {
        var timeout = TimeSpan.FromSeconds(target.Source.TimeoutSeconds);
        _apiKey = target.ApiKey;
        _patience.CancelAfter(timeout);
        try
        {
            using var request = Compose(target);
            using var response = await upstream.SendAsync(request, _patience.Token);
            var status = (int)response.StatusCode;
            if (status is >= 200 and < 300)
            {
                return plan.Request.Stream && IsEventStream(response.Content.Headers)
                    ? await CopyStreamAsync(response, timeout)
                    : await CopyWholeAsync(response);
            }

            // What else it says is not read: the handler drains a short body so that the connection can be used again.
            if (AttemptRules.IsFailure(status) || status < 400) return OfStatus(status, (long?)UpstreamHeaders.RetryAfter(response, time)?.TotalMilliseconds);
            await ReturnRefusalAsync(response, status);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or AddressRefusedException or InvalidDataException)
        {
            return context.RequestAborted.IsCancellationRequested ? null : Sorted(UpstreamFailure.Of(exception));
        }
    }

    public void Dispose() => _patience.Dispose();

    private HttpRequestMessage Compose(UpstreamTarget target)
    {
        var url = target.UrlOf(plan.Operation);
        (Host, Port) = (url.Host, url.Port);
        var request = UpstreamHttp.CreateRequest(HttpMethod.Post, url);
        // Not from a pool: the handler may still be sending when the attempt is given up.
        var body = new ArrayBufferWriter<byte>(plan.BodyLength + target.Model.Length + 64);
        plan.Request.WriteRewritten(body, target.Model, includeUsage: true);
        request.Content = new ReadOnlyMemoryContent(body.WrittenMemory);
        UpstreamHeaders.Apply(request, target.ApiKey, plan.Request.Stream, Activity.Current?.Id ?? context.Request.Headers.TraceParent, context.TraceIdentifier);
        foreach (var name in UpstreamHeaders.ForwardedToUpstream)
            if (context.Request.Headers.TryGetValue(name, out var value)) request.Headers.TryAddWithoutValidation(name, (string?)value);
        return request;
    }

    private async Task<AttemptFailure?> CopyWholeAsync(HttpResponseMessage response)
    {
        using var body = await ReadAsync(response, LargestAnswer);
        var answer = OpenAiResponse.Inspect(body.Written.Span, plan.Operation);
        Usage = answer.Usage;
        AnsweredModel = answer.Model;
        switch (answer.Kind)
        {
            case OpenAiResponseKind.Malformed:
                return new AttemptFailure(GridErrorCode.UpstreamFailed, "its answer cannot be read", "malformed_answer");
            case OpenAiResponseKind.ErrorBody:
                return await ErrorInsideSuccessAsync(body.Written);
        }

        if (plan.Request.Stream) return new AttemptFailure(GridErrorCode.UpstreamFailed, "it did not stream", "not_a_stream");
        var latency = ElapsedMs;
        Prepare(response, StatusCodes.Status200OK);
        context.Response.ContentLength = sink.LengthOf(body.Written);
        sink.WriteWhole(context.Response.BodyWriter, info, answer, body.Written, latency);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return null;
    }

    // A 200 that carries an error: the body knows better than the status.
    private async Task<AttemptFailure?> ErrorInsideSuccessAsync(ReadOnlyMemory<byte> body)
    {
        var error = OpenAiErrors.Read(body.Span, StatusCodes.Status200OK)!;
        if (AttemptRules.IsFailure(error.Status)) return OfStatus(error.Status, null);
        await RefuseAsync(error);
        return null;
    }

    private async Task ReturnRefusalAsync(HttpResponseMessage response, int status)
    {
        OpenAiError? error;
        try
        {
            using var body = await ReadAsync(response, LargestError);
            error = OpenAiErrors.Read(body.Written.Span, status);
        }
        // The status is the answer: an explanation that cannot be read makes it no failure.
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            error = null;
        }

        error ??= new OpenAiError(status, $"Agent '{info.Agent.Name}' refused the request with status {status}.", "invalid_request_error");
        await RefuseAsync(error with { Status = status }, response);
    }

    private async Task RefuseAsync(OpenAiError error, HttpResponseMessage? response = null)
    {
        Refused = true;
        Prepare(response, error.Status);
        sink.WriteRefusal(context, WithoutKey(error));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    // Upstreams like to quote the credential that they refuse; the client must never see the agent's.
    private OpenAiError WithoutKey(OpenAiError error) => string.IsNullOrEmpty(_apiKey) ? error : error with
    {
        Message = WithoutKey(error.Message)!,
        Type = WithoutKey(error.Type)!,
        Param = WithoutKey(error.Param),
        Code = WithoutKey(error.Code),
    };

    private string? WithoutKey(string? text) => text?.Replace(_apiKey!, "[key]", StringComparison.Ordinal);

    private static AttemptFailure OfStatus(int status, long? coolDownMs) => new(
        status switch
        {
            StatusCodes.Status429TooManyRequests => GridErrorCode.RateLimited,
            StatusCodes.Status504GatewayTimeout => GridErrorCode.UpstreamTimeout,
            _ => GridErrorCode.UpstreamFailed,
        },
        $"it answered with status {status}",
        status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        coolDownMs);

    private static AttemptFailure Sorted(UpstreamFailure failure) => new(
        failure.Kind == UpstreamFailureKind.Timeout ? GridErrorCode.UpstreamTimeout : GridErrorCode.UpstreamFailed,
        failure.Detail,
        failure.Kind.ToString().ToLowerInvariant());

    private void Prepare(HttpResponseMessage? upstreamResponse, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        info.SetHeaders(response);
        if (upstreamResponse is not null) PassHeaders(upstreamResponse);
    }

    private void PassHeaders(HttpResponseMessage upstreamResponse)
    {
        // Null removes: an earlier attempt may have left its own.
        foreach (var (theirs, ours) in UpstreamHeaders.ForwardedToClient)
            context.Response.Headers[ours] = UpstreamHeaders.First(upstreamResponse.Headers, theirs);
    }

    private async ValueTask<PooledBody> ReadAsync(HttpResponseMessage response, int bound)
    {
        var headers = response.Content.Headers;
        var raw = await response.Content.ReadAsStreamAsync(_patience.Token);
        var encoding = UpstreamHeaders.First(headers, "content-encoding");
        await using var decoded = ContentDecoding.Wrap(raw, encoding, bound);
        return await PooledBody.ReadAsync(decoded, ContentDecoding.IsEncoded(encoding) ? null : headers.ContentLength, bound, _patience.Token);
    }

    private static bool IsEventStream(HttpContentHeaders headers) =>
        UpstreamHeaders.First(headers, "content-type")?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
}
