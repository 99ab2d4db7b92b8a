using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Endpoints.Import;

namespace VsphereConnector.Server.Tests.Endpoints.Import;

public sealed class EndpointCsvTests
{
    [Fact]
    public void Read_QuotesLineBreaksAndBlankLines_KeepsTheNumbersOfTheLines()
    {
        const string Text = "\uFEFFName, Address ,os,runAs\r\n\"web \"\"one\"\"\",10.0.0.1,Linux,\r\n\r\n\"two\nlines\",10.0.0.2,Linux,jetuser\nlast,10.0.0.3,Windows,SYSTEM";

        var lines = EndpointCsv.Read(Text);

        Assert.Equal([2, 4, 6], lines.Select(line => line.Line));
        Assert.Equal(["web \"one\"", "two\nlines", "last"], lines.Select(line => line.Input.Name));
        Assert.Equal([null, "jetuser", "SYSTEM"], lines.Select(line => line.Input.RunAs));
        Assert.All(lines, line => Assert.Null(line.Broken));
    }

    [Theory]
    [InlineData("name,address\nweb,10.0.0.1,extra\nok,10.0.0.2\n", 2, "3 fields")]
    [InlineData("name,address\nweb\nok,10.0.0.2\n", 2, "1 fields")]
    [InlineData("name,address\nok,10.0.0.2\nwe\"b,10.0.0.1\n", 3, "quote stands")]
    [InlineData("name,address\n\"web\"x,10.0.0.1\nok,10.0.0.2\n", 2, "quote stands")]
    [InlineData("name,address\nok,10.0.0.2\n\"web,10.0.0.1\nmore,10.0.0.3\n", 3, "opened here")]
    public void Read_ABrokenLine_IsToldByItsNumberAndOthersAreRead(string text, int line, string why)
    {
        var lines = EndpointCsv.Read(text);

        var broken = Assert.Single(lines, entry => entry.Broken is not null);
        Assert.Equal(line, broken.Line);
        Assert.Contains(why, broken.Broken, StringComparison.Ordinal);
        Assert.Equal("ok", Assert.Single(lines, entry => entry.Broken is null).Input.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1\n10.0.0.2\n")]
    [InlineData("name,address,colour\n")]
    [InlineData("name,address,Name\n")]
    [InlineData("port,os\n")]
    public void Read_AFirstLineThatNamesNoColumns_IsRefused(string text) => Assert.Throws<FormatException>(() => EndpointCsv.Read(text));

    [Fact]
    public void Read_WhatWasWrittenByTheRules_ComesBack()
    {
        var fields = Gen.Elements("a\",;\n\r 0ä".ToCharArray()).ListOf().Select(letters => new string([.. letters]).Trim().ReplaceLineEndings("\n"));
        var rows = Gen.Zip(fields, fields).ListOf().ToArbitrary();

        Prop.ForAll(rows, written =>
        {
            var text = "name,credential\n" + string.Concat(written.Select(row => $"{Quote(row.Item1)},{Quote(row.Item2)}\n"));
            var lines = EndpointCsv.Read(text);
            return lines.Select(line => (line.Input.Name ?? "", line.Input.Credential ?? "")).SequenceEqual(written);
        }).QuickCheckThrowOnFailure();

        static string Quote(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [Fact]
    public void Read_AnyText_IsReadOrRefusedNeverFails()
    {
        var texts = Gen.Elements("name,adrs\"\n\r;.1 \0".ToCharArray()).ListOf().Select(letters => "name,address\n" + new string([.. letters])).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts, text =>
        {
            var lines = EndpointCsv.Read(text);
            return lines.All(line => line.Line is > 1) && lines.Select(line => line.Line).SequenceEqual(lines.Select(line => line.Line).Order());
        }));
    }

    [Fact]
    public void Read_AFieldLargerThanAnyIs_EndsThere()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"name,address\nok,10.0.0.1\n\"{new string('x', 100_000)}\",10.0.0.2\n");

        var lines = EndpointCsv.Read(text);

        Assert.Equal([null, 3], lines.Select(line => line.Broken is null ? null : line.Line));
    }
}
