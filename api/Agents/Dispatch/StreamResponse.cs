using System.Buffers;
using System.IO.Pipelines;

namespace AgentGrid.Api.Agents.Dispatch;

/// <summary>
/// The client's side of a stream: decides when the answer begins, keeps an idle stream alive with a comment every 8 s, and lets only one of the two write.
/// Once begun the answer is committed to its agent.
/// </summary>
internal sealed class StreamResponse : IAsyncDisposable
{
    internal static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(8);
    private readonly HttpContext _context;
    private readonly AnswerSink _sink;
    private readonly AnswerInfo _info;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ITimer _keepAlive;
    private bool _closed;

    internal StreamResponse(HttpContext context, AnswerSink sink, AnswerInfo info, TimeProvider time)
    {
        _context = context;
        _sink = sink;
        _info = info;
        _keepAlive = time.CreateTimer(static state => _ = ((StreamResponse)state!).KeepAliveAsync(), this, KeepAliveEvery, KeepAliveEvery);
    }

    /// <summary>The client has been sent something.</summary>
    internal bool HasBegun { get; private set; }

    private PipeWriter Output => _context.Response.BodyWriter;

    /// <summary>Takes the pen; what is written goes out with <see cref="FlushAsync"/>.</summary>
    internal async ValueTask<PipeWriter> BeginWriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        Begin();
        return Output;
    }

    /// <summary>Sends what was written and gives the pen back.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Output.FlushAsync(cancellationToken);
            _keepAlive.Change(KeepAliveEvery, KeepAliveEvery);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _keepAlive.DisposeAsync();
        // A comment that is being written now ends first; none begins after this.
        await _writing.WaitAsync(CancellationToken.None);
        _closed = true;
        _writing.Release();
    }

    private void Begin()
    {
        if (HasBegun) return;
        HasBegun = true;
        var response = _context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";
        // Proxies in front (nginx) must not gather chunks.
        response.Headers["X-Accel-Buffering"] = "no";
        _info.SetHeaders(response);
        _sink.WriteStart(Output, _info);
    }

    private async Task KeepAliveAsync()
    {
        // Somebody is writing: the stream is not idle.
        if (!_writing.Wait(0)) return;
        try
        {
            if (_closed) return;
            Begin();
            Output.Write(": keep-alive\n\n"u8);
            await Output.FlushAsync(_context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has gone; the reader of the upstream learns it by the same token.
        }
        finally
        {
            _writing.Release();
        }
    }
}
