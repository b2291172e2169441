using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>A type without [GenerateSerializer], [Alias] and [Id]s was about to cross a grain boundary.</summary>
[GenerateSerializer]
public sealed class CodecNotFoundException(string message) : OrleansException(message);
