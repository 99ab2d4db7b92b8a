using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Simulator.Guests.Processes.Shell;

namespace VsphereConnector.Simulator.Tests.Guests;

public sealed class ShellParserTests
{
    private static readonly string[] Pieces = ["echo", " ", "\n", ";", "&&", "||", "'", "\"", "\\", "$x", "${", "2>", ">>", "&1", ">", "<", "#", "(", "`", "|", "&", "é"];

    [Fact]
    public void Parse_AnyText_IsReadOrRefused() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary(), ReadsOrRefuses));

    [Fact]
    public void Parse_AQuotedWord_GivesItBackUnchanged() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNull<string>>(text =>
        {
            var word = text.Get.Replace("'", "", StringComparison.Ordinal).ReplaceLineEndings("\n");
            var parsed = Assert.Single(ShellParser.Parse($"echo '{word}'", windows: false)).Words[1];
            return string.Concat(parsed.Parts.Select(part => part.Text)) == word;
        }));

    [Fact]
    public void Parse_APathOnWindows_KeepsItsBackslashes()
    {
        var words = Assert.Single(ShellParser.Parse(@"/c C:\Windows\Temp\run.cmd", windows: true)).Words;
        Assert.Equal(@"C:\Windows\Temp\run.cmd", string.Concat(words[1].Parts.Select(part => part.Text)));
    }

    private static bool ReadsOrRefuses(string script)
    {
        try
        {
            ShellParser.Parse(script, windows: false);
            return true;
        }
        catch (ShellSyntaxException)
        {
            return true;
        }
    }
}
