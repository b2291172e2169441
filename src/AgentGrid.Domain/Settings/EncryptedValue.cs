namespace AgentGrid.Domain.Settings;

/// <summary>An encrypted value and the row it belongs to.</summary>
/// <param name="RowId">Identity of the row within its store: the agent's id, the setting's key.</param>
/// <param name="Value">The stored form, <c>enc:…</c>.</param>
public sealed record EncryptedValue(string RowId, string Value);
