using System.Buffers;
using System.Net.Mime;
using AgentGrid.Domain.Rooms.SocketIo;

namespace AgentGrid.Api.Rooms.SocketIo;

internal sealed partial class EngineSession
{
    private const int FirstBuffer = 4096;

    private static readonly byte[] Ok = "ok"u8.ToArray();

    // A poll that waits for something to say.
    private TaskCompletionSource? _poll;

    // Ends the POST that is being read.
    private CancellationTokenSource? _post;

    /// <summary>Answers a GET with what waits, or as soon as something does.</summary>
    internal async Task PollAsync(HttpContext context)
    {
        TaskCompletionSource? poll = null;
        bool overlaps;
        lock (_gate)
        {
            overlaps = _poll is not null;
            if (!overlaps && _queue.Count == 0 && _phase == Phase.Open && !_isProbed) poll = _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (overlaps)
        {
            Close(SocketIoReason.TransportError);
            await EngineError.BadRequest.WriteAsync(context);
            return;
        }

        if (poll is not null)
        {
            // Who hangs up on a poll may have missed packets: that is the end of a session.
            await using (context.RequestAborted.UnsafeRegister(static session => ((EngineSession)session!).Close(SocketIoReason.TransportError), this))
                await poll.Task;
        }

        await AnswerAsync(context, TakeForPoll());
        if (context.RequestAborted.IsCancellationRequested) Close(SocketIoReason.TransportError);
    }

    /// <summary>Takes the packets of a POST.</summary>
    internal async Task PostAsync(HttpContext context)
    {
        using var bound = new CancellationTokenSource(_options.PingTimeout, _server.Time);
        bool isRefused;
        lock (_gate)
        {
            isRefused = _post is not null || context.Request.ContentType?.StartsWith(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase) == true;
            if (!isRefused) _post = bound;
        }

        if (isRefused)
        {
            Close(SocketIoReason.TransportError);
            await EngineError.BadRequest.WriteAsync(context);
            return;
        }

        var refusal = await TakePostAsync(context, bound);
        lock (_gate)
            _post = null;
        if (refusal is not null)
        {
            await refusal.WriteAsync(context);
            return;
        }

        var response = context.Response;
        response.ContentType = MediaTypeNames.Text.Html;
        response.ContentLength = Ok.Length;
        await response.Body.WriteAsync(Ok, context.RequestAborted);
    }

    private async Task<EngineError?> TakePostAsync(HttpContext context, CancellationTokenSource bound)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            await using var gone = context.RequestAborted.UnsafeRegister(static bound => ((CancellationTokenSource)bound!).Cancel(), bound);
            if (context.Request.ContentLength > _options.MaxPayload) return Fail(EngineError.TooLarge);
            for (int read; (read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), bound.Token)) > 0;)
            {
                length += read;
                if (length > _options.MaxPayload) return Fail(EngineError.TooLarge);
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }

            await ReceivePayloadAsync(buffer.AsMemory(0, length));
            lock (_gate)
                return _phase == Phase.Open || _reason is not (SocketIoReason.ParseError or SocketIoReason.Flood) ? null : EngineError.BadRequest;
        }
        // Too slow, gone, or the session has ended meanwhile.
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return Fail(EngineError.BadRequest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReceivePayloadAsync(ReadOnlyMemory<byte>? rest)
    {
        while (rest is not null && IsOpen)
        {
            if (EngineIoParser.ParseNext(ref rest, out var packet) == SocketIoFault.None) await ReceiveAsync(packet);
            else Close(SocketIoReason.ParseError);
        }
    }

    private EngineError Fail(EngineError error)
    {
        Close(SocketIoReason.TransportError);
        return error;
    }

    private void CancelPost()
    {
        lock (_gate)
        {
            // Not here and now: whoever reads the POST would go on inside the gate.
            _post?.CancelAfter(TimeSpan.Zero);
        }
    }

    private List<EngineIoFrame> TakeForPoll()
    {
        List<EngineIoFrame> frames;
        bool isLast;
        lock (_gate)
        {
            // Once the WebSocket has taken over, everything goes there.
            frames = _webSocket is null ? _queue.Take(_options.MaxPayload) : [];
            // A payload of its own: clients hear of a close packet before they have handled the messages beside it.
            isLast = frames.Count == 0 && _webSocket is null && _phase != Phase.Open;
            if (frames.Count == 0) frames.Add(isLast && _reason != SocketIoReason.TransportClose ? EngineIoFormat.Close : EngineIoFormat.Noop);
        }

        if (isLast) Finish();
        TellDrained();
        return frames;
    }

    private static async Task AnswerAsync(HttpContext context, List<EngineIoFrame> frames)
    {
        var response = context.Response;
        response.ContentType = "text/plain; charset=UTF-8";
        response.ContentLength = frames.Sum(EngineIoFormat.LengthInPayload) + frames.Count - 1;
        EngineIoFormat.WritePayload(response.BodyWriter, frames);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
