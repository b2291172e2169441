using System.Security.Cryptography;
using System.Text;
using AgentGrid.Api.Identity;
using AgentGrid.Contracts;
using AgentGrid.Domain;
using AgentGrid.Domain.Limits;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Hosting;

/// <summary>
/// Honours <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header-07): the same key and body give the same answer for 24 hours, another body is
/// refused, and a duplicate that arrives while the first still runs waits for it up to 30 s. The claim lies in the database, so it holds across processes.
/// Streams and failures (429, 5xx) are not kept: a repetition runs anew. Answers that show a secret are kept encrypted: whoever lost one in a broken connection gets it again,
/// a reader of the database gets nothing.
/// </summary>
public sealed partial class Idempotency(RequestDelegate next, IIdempotencyStore store, SecretBox secrets, IdGenerator ids, TimeProvider time, ILogger<Idempotency> logger)
{
    private const int LongestKey = 255;
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    public Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers["Idempotency-Key"];
        if (header.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<IdempotentAttribute>() is not { } route) return next(context);
        var key = header.Count == 1 ? header[0]! : "";
        if (key.Length is 0 or > LongestKey || key.Any(c => c is < ' ' or > '~'))
            throw new GridException(GridErrorCode.BadRequest, $"Idempotency-Key must be one value of 1 to {LongestKey} printable ASCII characters.");
        return RunAsync(context, key, route.AnswerIsSecret);
    }

    private async Task RunAsync(HttpContext context, string key, bool isSecret)
    {
        var subject = context.Caller().Subject;
        var route = $"{context.Request.Method} {context.Request.Path}";
        var body = await ReadBodyAsync(context);
        // Keyed: a body may hold a password, and the fingerprint is stored.
        var hash = secrets.Fingerprint(body);
        context.Request.Body = new MemoryStream(body, writable: false);
        // The body is part of it: a key may come back with another one once its answer is forgotten.
        context.Features.Set(new OperationId($"{subject}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{route}\n{key}\n{Convert.ToHexString(hash)}")))}"));

        var request = new IdempotencyRequest { Subject = subject, Key = key, Route = route, Hash = hash, Owner = ids.NewId() };
        var started = time.GetTimestamp();
        while (true)
        {
            var begin = await store.TryBeginAsync(request, Claim, Kept, context.RequestAborted);
            switch (begin.State)
            {
                case IdempotencyState.Started:
                    await ExecuteAsync(context, request, isSecret);
                    return;
                case IdempotencyState.Done:
                    await ReplayAsync(context, isSecret ? Open(request, begin.Answer!) : begin.Answer!);
                    return;
                case IdempotencyState.Mismatch:
                    throw new GridException(GridErrorCode.IdempotencyMismatch, "This Idempotency-Key was used for another request; use a new key.");
            }

            if (time.GetElapsedTime(started) >= LongestWait)
                throw new GridException(GridErrorCode.Conflict, "The first request with this Idempotency-Key still runs; repeat later to get its answer.") { RetryAfterMs = 5000 };
            await Task.Delay(LookEvery, time, context.RequestAborted);
        }
    }

    private async Task ExecuteAsync(HttpContext context, IdempotencyRequest request, bool isSecret)
    {
        var finished = false;
        using var renewal = time.CreateTimer(_ => _ = RenewAsync(request), null, Claim / 3, Claim / 3);
        using var capture = new AnswerCapture(context);
        try
        {
            await next(context);
            if (capture.IsWorthKeeping(encrypted: isSecret))
            {
                await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
                await store.CompleteAsync(request, isSecret ? Seal(request, capture.ToAnswer()) : capture.ToAnswer(), CancellationToken.None);
                finished = true;
            }
        }
        finally
        {
            if (!finished) await AbandonAsync(request);
        }
    }

    private static async Task ReplayAsync(HttpContext context, IdempotentAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        context.Response.ContentLength = answer.Body.Length;
        if (answer.Body.Length > 0) await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private IdempotentAnswer Seal(IdempotencyRequest request, IdempotentAnswer answer) =>
        answer with { Body = Encoding.UTF8.GetBytes(secrets.Protect(Encoding.UTF8.GetString(answer.Body), Identity(request))) };

    private IdempotentAnswer Open(IdempotencyRequest request, IdempotentAnswer answer)
    {
        try
        {
            return answer with { Body = Encoding.UTF8.GetBytes(secrets.Unprotect(Encoding.UTF8.GetString(answer.Body), Identity(request))) };
        }
        catch (SecretException unreadable)
        {
            LogUnreadable(logger, unreadable);
            throw new GridException(GridErrorCode.Conflict, "This request was carried out before, but its answer was encrypted under another GRID_SECRET_KEY and cannot be shown again. Look at what it made, and use a new key.");
        }
    }

    private static string Identity(IdempotencyRequest request) => $"idempotency/{request.Subject}/{request.Key}";

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private async Task RenewAsync(IdempotencyRequest request)
    {
        try
        {
            await store.RenewAsync(request, Claim, CancellationToken.None);
        }
        // A claim that could not be renewed may be taken over after its time; the database's compare-and-set then decides whose answer is kept.
        catch (DatabaseUnavailableException exception)
        {
            LogNotRenewed(logger, exception);
        }
    }

    private async Task AbandonAsync(IdempotencyRequest request)
    {
        try
        {
            await store.AbandonAsync(request, CancellationToken.None);
        }
        // The claim then ends by itself.
        catch (DatabaseUnavailableException exception)
        {
            LogNotRenewed(logger, exception);
        }
    }

    [LoggerMessage(1006, LogLevel.Warning, "A kept answer cannot be decrypted")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "The claim of an idempotency key could not be renewed or given up")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception);
}
