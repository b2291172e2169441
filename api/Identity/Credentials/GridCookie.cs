namespace AgentGrid.Api.Identity.Credentials;

/// <summary>A cookie of ours.</summary>
/// <param name="Name">Its name over plain http. Over https <c>__Host-</c> comes before it, or <c>__Secure-</c> where the path is not <c>/</c> (RFC 6265bis section 4.1.3).</param>
/// <param name="SameSite">From where browsers send it.</param>
/// <param name="Path">Below which path.</param>
public sealed record GridCookie(string Name, SameSiteMode SameSite, string Path = "/")
{
    /// <summary>Its name over https.</summary>
    public string SecureName { get; } = (Path == "/" ? "__Host-" : "__Secure-") + Name;
}
