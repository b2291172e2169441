namespace Orleans;

/// <summary>A grain interface whose grains have 64-bit integer keys.</summary>
public interface IGrainWithIntegerKey : IGrain;
