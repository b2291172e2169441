namespace Orleans;

/// <summary>A grain interface whose grains have an integer and a text as key.</summary>
public interface IGrainWithIntegerCompoundKey : IGrain;
