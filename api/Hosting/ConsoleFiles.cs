using System.Collections.Frozen;
using System.Security.Cryptography;

namespace AgentGrid.Api.Hosting;

/// <summary>
/// Middleware that serves the web console from the folder <c>console</c> beside the program: files by their names, and its page for every other address that a person
/// opens in a browser. Programs, and everything below the API's own paths, get what they always got. Without the folder, <c>/</c> says how to build it.
/// </summary>
internal sealed class ConsoleFiles(RequestDelegate next)
{
    private const string Placeholder = "GRID_CSP_NONCE";
    private const int NonceBytes = 16;
    private static readonly string[] Others = ["/api", "/v1", "/connect", "/openapi", "/.well-known", "/metrics", "/healthz", "/readyz", "/ws", "/socket.io"];

    private static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private const string Missing = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>AgentGrid</title></head><body><main><h1>The console was not built</h1>
        <p>The API runs. For the console install Node 20.19 or later with npm and build again: <code>dotnet build api -p:Console=true</code>.</p></main></body></html>
        """;

    // Read once: a name that is no key here is no file, so no path ever reaches the file system.
    private readonly FrozenDictionary<string, ConsoleFile> _files = Read(Path.Combine(AppContext.BaseDirectory, "console"));

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.GetEndpoint() is not null || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))) return next(context);
        var path = request.Path.Value ?? "/";
        if (_files.TryGetValue(path, out var file)) return ServeAsync(context, file);
        if (!request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) || Others.Any(other => request.Path.StartsWithSegments(other, StringComparison.OrdinalIgnoreCase))) return next(context);
        return ShowPageAsync(context);
    }

    private static FrozenDictionary<string, ConsoleFile> Read(string folder) => !Directory.Exists(folder)
        ? FrozenDictionary<string, ConsoleFile>.Empty
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => MediaTypes.ContainsKey(Path.GetExtension(file)) || Path.GetFileName(file) == "index.html")
            .ToFrozenDictionary(file => "/" + Path.GetRelativePath(folder, file).Replace('\\', '/'), file => new ConsoleFile(File.ReadAllBytes(file), MediaTypes.GetValueOrDefault(Path.GetExtension(file))));

    private Task ServeAsync(HttpContext context, ConsoleFile file)
    {
        if (file.MediaType is null) return ShowPageAsync(context);
        // Vite writes a hash of the content into the names below /assets.
        context.Response.Headers.CacheControl = context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        var packed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.Vary = "Accept-Encoding";
        if (packed) context.Response.Headers.ContentEncoding = "gzip";
        return WriteAsync(context, packed ? file.Packed : file.Content, file.MediaType);
    }

    private Task ShowPageAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        if (!_files.TryGetValue("/index.html", out var page)) return WriteAsync(context, System.Text.Encoding.UTF8.GetBytes(Missing), "text/html; charset=utf-8");
        // The component library writes its variables into one style element; scripts and everything else come from here alone. The QR code is a data: picture.
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        return WriteAsync(context, System.Text.Encoding.UTF8.GetBytes(page.Text.Replace(Placeholder, nonce, StringComparison.Ordinal)), "text/html; charset=utf-8");
    }

    private static Task WriteAsync(HttpContext context, byte[] content, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }
}
