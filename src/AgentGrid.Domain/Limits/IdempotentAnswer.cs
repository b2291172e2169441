namespace AgentGrid.Domain.Limits;

/// <summary>An answer kept for replay.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Headers to replay, by name.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record IdempotentAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);
