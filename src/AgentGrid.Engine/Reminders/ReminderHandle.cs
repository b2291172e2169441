using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain holds of its reminder.</summary>
internal sealed record ReminderHandle(string ReminderName, string Etag) : IGrainReminder;
