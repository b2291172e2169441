using AgentGrid.Domain.Limits;
using Microsoft.AspNetCore.Http.Features;

namespace AgentGrid.Api.Hosting;

/// <summary>Copies an answer while it goes to the client, so that it can be given again. Streams and very large answers are let through uncopied.</summary>
internal sealed class AnswerCapture : IDisposable
{
    private const int LargestKept = 8 * 1024 * 1024;
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag", "Cache-Control", "x-grid-agent", "x-grid-attempts", "x-grid-pick", "x-upstream-request-id"];
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _original;
    private readonly TeeStream _tee;

    internal AnswerCapture(HttpContext context)
    {
        _context = context;
        _original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _tee = new TeeStream(_original.Stream, LargestKept);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_tee, _original));
    }

    /// <summary>Whether a repetition should get this answer rather than run anew. What may not be stored (a secret that is shown once) is not stored here either, unless it is encrypted.</summary>
    internal bool IsWorthKeeping(bool encrypted) =>
        !_tee.Overflowed
        && !_context.RequestAborted.IsCancellationRequested
        && (encrypted || _context.Response.Headers.CacheControl != "no-store")
        && _context.Response.StatusCode is < 500 and not (StatusCodes.Status429TooManyRequests or StatusCodes.Status409Conflict)
        && _context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) != true;

    internal IdempotentAnswer ToAnswer() => new(
        _context.Response.StatusCode,
        KeptHeaders.Where(_context.Response.Headers.ContainsKey).ToDictionary(name => name, name => _context.Response.Headers[name].ToString()),
        _tee.Copied());

    public void Dispose() => _context.Features.Set(_original);
}
