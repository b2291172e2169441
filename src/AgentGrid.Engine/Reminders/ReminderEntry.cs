using Orleans.Runtime;

namespace Orleans;

/// <summary>A stored reminder. Times are UTC.</summary>
internal sealed record ReminderEntry(GrainId GrainId, string Name, DateTime StartAt, TimeSpan Period, DateTime NextDue, string Etag);
