namespace Orleans.Runtime;

/// <summary>A reminder could not be changed, because somebody else changed or removed it.</summary>
[GenerateSerializer]
public sealed class ReminderException(string message) : OrleansException(message);
