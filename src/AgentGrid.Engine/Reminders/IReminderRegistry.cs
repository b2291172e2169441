using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Registers reminders for grains.</summary>
public interface IReminderRegistry
{
    /// <exception cref="ArgumentException">Period below the minimum.</exception>
    Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

    Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

    Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

    Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
}
