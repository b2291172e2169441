using System.Net.Mime;

namespace AgentGrid.Api.Rooms;

/// <summary><c>/asyncapi/v1.json</c>: the AsyncAPI 3 document of the sockets, as it stands in docs/.</summary>
internal static class AsyncApiEndpoint
{
    private static readonly Lazy<byte[]> Document = new(static () =>
    {
        using var stream = typeof(AsyncApiEndpoint).Assembly.GetManifestResourceStream("asyncapi.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    });

    public static void MapAsyncApi(this IEndpointRouteBuilder routes) => routes
        .MapGet("/asyncapi/v1.json", () => TypedResults.Bytes(Document.Value, MediaTypeNames.Application.Json)).RequireAuthorization().ExcludeFromDescription();
}
