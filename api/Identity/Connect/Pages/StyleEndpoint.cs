using System.Security.Cryptography;

namespace AgentGrid.Api.Identity.Connect.Pages;

/// <summary><c>GET /connect/style.css</c>: the one style sheet of the pages, a part of the assembly.</summary>
internal static class StyleEndpoint
{
    private static readonly byte[] Sheet = Read();

    /// <summary>Its address, which changes with its content.</summary>
    internal static readonly string Address = $"/connect/style.css?v={Convert.ToHexStringLower(SHA256.HashData(Sheet).AsSpan(0, 4))}";

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/style.css", (HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(Sheet, "text/css; charset=utf-8");
    }).AllowAnonymous().WithSummary("The style sheet of the sign-in pages.").Produces(StatusCodes.Status200OK, contentType: "text/css");

    private static byte[] Read()
    {
        using var resource = typeof(StyleEndpoint).Assembly.GetManifestResourceStream("AgentGrid.Api.Identity.Connect.Pages.connect.css")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
