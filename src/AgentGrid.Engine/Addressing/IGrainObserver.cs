namespace Orleans;

/// <summary>Base of observer interfaces: objects outside of grains that grains can notify. Methods may also return void (one-way).</summary>
public interface IGrainObserver : Runtime.IAddressable;
