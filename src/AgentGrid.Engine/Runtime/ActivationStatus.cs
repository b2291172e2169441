namespace Orleans;

/// <summary>Only goes forward.</summary>
internal enum ActivationStatus : byte
{
    New,
    Activating,
    Active,
    Deactivating,
    Ended,
}
