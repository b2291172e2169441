using System.Diagnostics.CodeAnalysis;

namespace Orleans;

/// <summary>Why an activation ends. The embedded engine uses those marked (E).</summary>
[SuppressMessage("Design", "CA1028", Justification = "As in Orleans.")]
public enum DeactivationReasonCode : byte
{
    None,

    /// <summary>(E) The host stops.</summary>
    ShuttingDown,

    /// <summary>(E) OnActivateAsync, the constructor or loading state failed.</summary>
    ActivationFailed,
    DirectoryFailure,

    /// <summary>(E) Not used for the collection age.</summary>
    ActivationIdle,
    ActivationUnresponsive,
    DuplicateActivation,
    IncompatibleRequest,

    /// <summary>(E) A request ended in InconsistentStateException.</summary>
    ApplicationError,

    /// <summary>(E) The grain asked for it.</summary>
    ApplicationRequested,
    Migrating,
    RuntimeRequested,
    HighMemoryPressure,
}
