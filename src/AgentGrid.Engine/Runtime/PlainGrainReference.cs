using Orleans.Runtime;

namespace Orleans;

/// <summary>A reference without an interface: an identity that can be cast to one.</summary>
internal sealed class PlainGrainReference : GrainReference;
