namespace Orleans;

/// <summary>State of a grain that is read before OnActivateAsync.</summary>
internal interface IStateLoader
{
    Task ReadStateAsync();
}
