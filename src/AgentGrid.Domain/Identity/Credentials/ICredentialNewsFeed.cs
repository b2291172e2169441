namespace AgentGrid.Domain.Identity.Credentials;

/// <summary>The news of what ended or changed, from the database.</summary>
public interface ICredentialNewsFeed
{
    /// <summary>Hears news as it is committed, for as long as the enumeration runs.</summary>
    /// <param name="beat">At least this often something is yielded: an empty batch confirms that nothing was missed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Batches in order. Begins with the present; what was before is not told.</returns>
    /// <exception cref="Settings.DatabaseUnavailableException">The database went away; enumerate again later, news may have been missed.</exception>
    IAsyncEnumerable<IReadOnlyList<CredentialNews>> HearAsync(TimeSpan beat, CancellationToken cancellationToken);

    /// <summary>Deletes news older than this, at most so many; the number deleted.</summary>
    Task<int> PurgeAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken);
}
