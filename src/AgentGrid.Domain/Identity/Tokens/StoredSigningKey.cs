namespace AgentGrid.Domain.Identity.Tokens;

/// <summary>A signing key as stored.</summary>
/// <param name="Record">What is known without opening it.</param>
/// <param name="PrivateKeyEncrypted">PKCS#8 (RFC 5958) in base64, encrypted; null once the key neither signs nor verifies.</param>
public sealed record StoredSigningKey(KeyRecord Record, string? PrivateKeyEncrypted);
