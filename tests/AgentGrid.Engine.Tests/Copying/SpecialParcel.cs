namespace AgentGrid.Engine.Tests.Copying;

[GenerateSerializer, Alias("test.parcel.special")]
public sealed class SpecialParcel : Parcel
{
    [Id(0)]
    public Guid Extra { get; set; }
}
