namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>
/// Names of what a credential depends on, in the news of what ended or changed. Whoever remembers a credential remembers its tags and forgets it when one of them is in
/// the news. Not a verdict: the credential is looked up again, and what is found then counts.
/// </summary>
public static class CredentialTags
{
    /// <summary>In the news when an administrator exists: from then on the bootstrap token is refused.</summary>
    public const string Bootstrap = "bootstrap";

    public static string Session(Guid id) => $"session:{id:D}";

    public static string User(Guid id) => $"user:{id:D}";

    public static string Agent(Guid id) => $"agent:{id:D}";

    /// <summary>An API token, by its public prefix.</summary>
    public static string Token(string prefix) => "token:" + prefix;

    /// <summary>All that was issued for one authorization.</summary>
    public static string Grant(Guid id) => $"grant:{id:D}";

    public static string Client(string clientId) => "client:" + clientId;
}
