using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AgentGrid.Api.Audit;

/// <summary>Writes server-sent events (WHATWG HTML, section 9.2), each flushed. One writer at a time.</summary>
internal sealed class AuditEventStream(HttpResponse response, JsonSerializerOptions json)
{
    /// <summary>Sends the headers.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";
        // Proxies in front (nginx) must not gather events.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Sends an event.</summary>
    public async Task WriteAsync<T>(string name, T data, CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"event: {name}\ndata: {JsonSerializer.Serialize(data, json)}\n\n"));
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Sends a comment, so that nobody on the way takes the silence for an end.</summary>
    public async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(": keep-alive\n\n"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
