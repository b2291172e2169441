using AgentGrid.Domain.Audit;

namespace AgentGrid.Audit.Tests;

public sealed class AuditChainsTests
{
    [Fact]
    public void Names_that_are_made_are_names()
    {
        var id = Guid.Parse("0198C0DE-0000-7000-8000-00000000ABCD");
        Assert.Equal("project:0198c0de-0000-7000-8000-00000000abcd", AuditChains.OfProject(id));
        Assert.Equal("room:0198c0de-0000-7000-8000-00000000abcd", AuditChains.OfRoom(id));
        Assert.All([AuditChains.System, AuditChains.OfProject(id), AuditChains.OfRoom(id), new string('a', 200)], name => Assert.True(AuditChains.IsName(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("System")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("é")]
    public void IsName_other_texts_are_none(string text)
    {
        Assert.False(AuditChains.IsName(text));
        Assert.Throws<ArgumentException>(() => AuditHead.Empty(text));
    }

    [Fact]
    public void IsName_longer_than_allowed_is_none() => Assert.False(AuditChains.IsName(new string('a', AuditChains.MaxLength + 1)));

    [Fact]
    public void Fingerprint_text_is_exact()
    {
        var fingerprint = AuditFingerprint.Of("abc"u8);
        const string Text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(Text, fingerprint.ToString());
        Assert.True(AuditFingerprint.TryParse(Text, out var read));
        Assert.Equal(fingerprint, read);
        Assert.Equal(fingerprint, new AuditFingerprint(fingerprint.ToArray()));
        Assert.Equal(default, new AuditFingerprint(new byte[32]));
        foreach (var wrong in new[] { "", Text[1..], Text + "0", Text.ToUpperInvariant(), 'g' + Text[1..], ' ' + Text[1..], 'é' + Text[1..] })
            Assert.False(AuditFingerprint.TryParse(wrong, out _));
        Assert.Throws<ArgumentException>(() => new AuditFingerprint(new byte[31]));
    }
}
