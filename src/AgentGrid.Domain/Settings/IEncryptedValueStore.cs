namespace AgentGrid.Domain.Settings;

/// <summary>One place that keeps encrypted values, for the change of the master key (<c>grid secrets rotate</c>): walk all, replace each.</summary>
public interface IEncryptedValueStore
{
    /// <summary>Table and column, e.g. <c>agents.api_key_encrypted</c>.</summary>
    string Location { get; }

    /// <summary>The associated data that a row's value was encrypted with, see <see cref="SecretBox.Protect"/>.</summary>
    string IdentityOf(string rowId);

    /// <summary>The next values after the given row, in order of row ids; fewer than the limit means the end.</summary>
    Task<IReadOnlyList<EncryptedValue>> ListAsync(string? afterRowId, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces the value if it is still the one that was read; false when somebody changed it meanwhile (which made it current).</summary>
    Task<bool> ReplaceAsync(EncryptedValue read, string replacement, CancellationToken cancellationToken);
}
