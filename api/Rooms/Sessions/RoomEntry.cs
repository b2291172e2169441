using System.Text.Json;
using AgentGrid.Api.Identity;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Rooms;

namespace AgentGrid.Api.Rooms.Sessions;

/// <summary>Who may come in, by which door ever.</summary>
internal sealed class RoomEntry(FixedTokens fixedTokens, CredentialLookup lookup)
{
    private const int LongestToken = 8192;

    /// <summary>Duplicate members and deep nests are refused: the same text must mean the same to everybody.</summary>
    internal static readonly JsonDocumentOptions Json = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    internal static GridException Unauthenticated() => new(GridErrorCode.Unauthenticated,
        "The token is not valid. An agent exchanges its API token at POST /api/v1/sessions for one that is; get a new one when it has expired.");

    /// <summary>The caller behind an access token, or null.</summary>
    /// <exception cref="Domain.Settings.DatabaseUnavailableException">It cannot be known.</exception>
    public async Task<KnownCaller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > LongestToken) return null;
        return fixedTokens.Find(token) ?? lookup.Remembered(token, TokenDoor.Bearer) ?? await lookup.FindAsync(token, TokenDoor.Bearer, cancellationToken);
    }

    /// <summary>Refuses callers that may use no rooms.</summary>
    /// <exception cref="GridException">Forbidden.</exception>
    public static void Demand(KnownCaller known)
    {
        if (!known.Caller.Scopes.Contains(GridScopes.Rooms)) throw new GridException(GridErrorCode.Forbidden, $"This needs a token with the scope '{GridScopes.Rooms}'.");
    }

    /// <summary>Cursors as a JSON object by room id; null and empty: none.</summary>
    /// <exception cref="GridException">BadRequest, Invalid.</exception>
    public static IReadOnlyDictionary<Guid, RoomCursor> Cursors(string? json)
    {
        if (string.IsNullOrEmpty(json)) return new Dictionary<Guid, RoomCursor>();
        try
        {
            return new RoomArguments(JsonElement.Parse($$"""{"cursors":{{json}}}""", Json)).Cursors("cursors");
        }
        catch (JsonException)
        {
            throw new GridException(GridErrorCode.BadRequest, "The cursors are no JSON.");
        }
    }
}
