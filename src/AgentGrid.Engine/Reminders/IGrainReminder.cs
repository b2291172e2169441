namespace Orleans.Runtime;

/// <summary>A handle of a registered reminder.</summary>
public interface IGrainReminder
{
    /// <summary>Unique within the grain.</summary>
    string ReminderName { get; }
}
