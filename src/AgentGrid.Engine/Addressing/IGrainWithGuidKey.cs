namespace Orleans;

/// <summary>A grain interface whose grains have GUID keys.</summary>
public interface IGrainWithGuidKey : IGrain;
