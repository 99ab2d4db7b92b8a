using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Soap;

/// <summary>Our reader against the framework's on the same documents, in pieces of every size.</summary>
public sealed class AnswerReaderTests
{
    private static readonly Gen<string> Contents = Gen.Elements(
        "", "a", " ", "x &amp; y", "&lt;&#233;&#x1F600;&gt;", "\u00e9\u4e2d\U0001F600", "<![CDATA[<raw> & ]] >]]>", "a<!-- c > d -->b", "a<![CDATA[]]>b", "l1\r\nl2\rl3", "&#13;", "]]", "'\"", "<?pi > ?>p");

    private static readonly Gen<string> Attributes = Gen.Elements("", " a=\"1\"", " b='>'", " c=\"'/>\"", "\n d = \"x\" ");

    [Fact]
    public void Read_AnyDocumentInAnyPieces_GivesWhatTheFrameworkReads() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Elements(3).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (element, pieces) =>
            {
                var document = $"\uFEFF<?xml version=\"1.0\"?><!-- c --><r>{element}</r>";
                using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document));
                var expected = Expected(XDocument.Load(stream, LoadOptions.PreserveWhitespace).Root!);
                return ReadAsync(document, pieces).GetAwaiter().GetResult() == expected;
            }));

    [Theory]
    [InlineData("<a><b></a></b>")]
    [InlineData("<a></b>")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&amp</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a b></a>")]
    [InlineData("<a b=c></a>")]
    [InlineData("<a b=\"c></a>")]
    [InlineData("<1></1>")]
    [InlineData("< a></a>")]
    [InlineData("<a")]
    [InlineData("<a><b>")]
    [InlineData("<a><![CDATA[x]]</a>")]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<a><!ENTITY b \"c\"></a>")]
    public async Task Read_NoXml_IsAProtocolError(string content) =>
        await Assert.ThrowsAsync<VimProtocolException>(() => ReadAsync($"<r>{content}</r>", 3));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("text<r></r>")]
    [InlineData("</r>")]
    [InlineData("<r>")]
    [InlineData("<r><a></a>")]
    public async Task Read_NoDocument_IsAProtocolError(string document) =>
        await Assert.ThrowsAsync<VimProtocolException>(() => ReadAsync(document, 3));

    [Fact]
    public async Task Read_NoUtf8_IsAProtocolError() =>
        await Assert.ThrowsAsync<VimProtocolException>(() => ReadAsync([.. "<r>"u8, 0xC3, 0x28, .. "</r>"u8], 3));

    [Fact]
    public async Task Read_ElementLargerThanTheBuffer_IsReadWhole()
    {
        var text = new string('x', 300_000);

        var value = await ReadAsync($"<r><a>{text}</a></r>", 10_000);

        Assert.Equal(text, value.AsObject()!.GetString("a"));
    }

    private static Gen<string> Elements(int depth)
    {
        var leaf = from content in Contents from attributes in Attributes select $"<t:a xmlns:t=\"urn:t\"{attributes}>{content}</t:a >";
        var empty = from attributes in Attributes select $"<b{attributes}/>";
        if (depth == 0)
            return Gen.OneOf(leaf, empty);
        var parent =
            from children in Elements(depth - 1).NonEmptyListOf()
            from attributes in Attributes
            select $"<c{attributes}>\n {string.Join("\n ", children.Take(4))}</c>";
        return Gen.OneOf(leaf, empty, parent);
    }

    private static VimValue Expected(XElement element) =>
        element.HasElements
            ? VimValue.Of(new DataObject("", [.. element.Elements().Select(child => new DataField(child.Name.LocalName, Expected(child)))]))
            : VimValue.Of(element.Value);

    private static Task<VimValue> ReadAsync(string document, int piece) => ReadAsync(Encoding.UTF8.GetBytes(document), piece);

    private static async Task<VimValue> ReadAsync(byte[] document, int piece)
    {
        using var reader = new AnswerReader(new PieceStream(document, piece), "Test", ScriptedServer.Options, new TextPool(), TestContext.Current.CancellationToken);
        Assert.True(await reader.NextChildAsync(0));
        return await reader.ReadValueAsync();
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
