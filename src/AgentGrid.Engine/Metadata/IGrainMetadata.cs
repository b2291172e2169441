namespace Orleans.CodeGeneration;

/// <summary>What the generator found in one assembly.</summary>
public interface IGrainMetadata
{
    void Register(GrainMetadataBuilder builder);
}
