namespace Orleans;

/// <summary>A grain interface whose grains have text keys.</summary>
public interface IGrainWithStringKey : IGrain;
