namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>One piece of news: what carries this tag must be looked up again.</summary>
/// <param name="Version">1, 2, 3 … without holes, in the order of commits.</param>
/// <param name="Tag">One of <see cref="CredentialTags"/>.</param>
public sealed record CredentialNews(long Version, string Tag);
