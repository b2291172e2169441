namespace Orleans.Runtime;

/// <summary>Anything a call can be sent to: grains and observers.</summary>
public interface IAddressable;
