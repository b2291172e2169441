namespace AgentGrid.Bench.Gateway;

/// <summary>A peer is not installed (or not built) here; the message says what is missing and how to get it.</summary>
internal sealed class PeerMissingException(string message) : Exception(message);
