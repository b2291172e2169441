using AgentGrid.Domain.Rooms;

namespace AgentGrid.Domain.Tests.Rooms;

public sealed class RoomRulesTests
{
    [Theory]
    [InlineData("ops", "Operations", new string[0])]
    [InlineData("Ops", "Operations", new[] { "slug" })]
    [InlineData(null, null, new[] { "name", "slug" })]
    [InlineData("ops", " ", new[] { "name" })]
    [InlineData("ops", "a\nb", new[] { "name" })]
    public void Validate_of_a_room_names_the_wrong_fields(string? slug, string? name, string[] wrong) =>
        Assert.Equal(wrong, RoomRules.Validate(slug, name).Keys.Order());

    [Fact]
    public void Validate_bounds_the_name() => Assert.Equal(["name"], RoomRules.Validate("ops", new string('a', RoomRules.MaxNameLength + 1)).Keys);

    [Theory]
    [InlineData("")]
    [InlineData("nul \0 inside")]
    public void Validate_refuses_a_body_that_cannot_be_kept(string body) => Assert.Equal(["body"], RoomRules.Validate(Sample.Draft(body)).Keys);

    // Not in the theory above: test data travels as UTF-8.
    [Fact]
    public void Validate_refuses_half_a_surrogate_pair() => Assert.Equal(["body"], RoomRules.Validate(Sample.Draft("half \ud83d")).Keys);

    [Fact]
    public void Validate_counts_bytes_not_characters()
    {
        Assert.Empty(RoomRules.Validate(Sample.Draft(new string('a', RoomRules.MaxBodyBytes))));
        Assert.Empty(RoomRules.Validate(Sample.Draft(new string('é', RoomRules.MaxBodyBytes / 2))));
        Assert.Equal(["body"], RoomRules.Validate(Sample.Draft(new string('a', RoomRules.MaxBodyBytes + 1))).Keys);
        Assert.Equal(["body"], RoomRules.Validate(Sample.Draft(new string('é', (RoomRules.MaxBodyBytes / 2) + 1))).Keys);
    }

    [Fact]
    public void Validate_knows_the_content_types()
    {
        foreach (var type in RoomRules.ContentTypes) Assert.Empty(RoomRules.Validate(Sample.Draft("""{"a":1}""") with { ContentType = type }));
        Assert.Equal(["contentType"], RoomRules.Validate(Sample.Draft() with { ContentType = "text/html" }).Keys);
        Assert.Equal(["body"], RoomRules.Validate(Sample.Draft("{no json") with { ContentType = "application/json" }).Keys);
    }

    [Theory]
    [InlineData("""{"a":[1,2,{"b":null}]}""", true)]
    [InlineData("{}", true)]
    [InlineData("[]", false)]
    [InlineData("\"text\"", false)]
    [InlineData("", false)]
    [InlineData("{", false)]
    public void Validate_wants_an_object_as_metadata(string metadata, bool isFine) => Assert.Equal(isFine, RoomRules.Validate(Sample.Draft() with { Metadata = metadata }).Count == 0);

    [Fact]
    public void Validate_bounds_metadata_in_bytes_and_depth()
    {
        static string Padded(int bytes) => $$"""{"a":"{{new string('x', bytes - 8)}}"}""";
        Assert.Empty(RoomRules.Validate(Sample.Draft() with { Metadata = Padded(RoomRules.MaxMetadataBytes) }));
        Assert.Equal(["metadata"], RoomRules.Validate(Sample.Draft() with { Metadata = Padded(RoomRules.MaxMetadataBytes + 1) }).Keys);
        Assert.Equal(["metadata"], RoomRules.Validate(Sample.Draft() with { Metadata = $$"""{"a":{{new string('[', 20)}}{{new string(']', 20)}}}""" }).Keys);
    }

    [Theory]
    [InlineData("c-1", true)]
    [InlineData("", false)]
    [InlineData("ümlaut", false)]
    [InlineData("line\nbreak", false)]
    public void Validate_wants_printable_ascii_as_client_message_id(string id, bool isFine) => Assert.Equal(isFine, RoomRules.Validate(Sample.Draft() with { ClientMessageId = id }).Count == 0);
}
