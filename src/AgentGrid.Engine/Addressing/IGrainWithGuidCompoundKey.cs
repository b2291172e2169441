namespace Orleans;

/// <summary>A grain interface whose grains have a GUID and a text as key.</summary>
public interface IGrainWithGuidCompoundKey : IGrain;
