using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>A token request of a client that proved who it is.</summary>
/// <param name="Context">The request.</param>
/// <param name="Client">The client.</param>
/// <param name="Form">Its parameters, each once.</param>
internal sealed record TokenRequest(HttpContext Context, ClientDefinition Client, ConnectParameters Form);
