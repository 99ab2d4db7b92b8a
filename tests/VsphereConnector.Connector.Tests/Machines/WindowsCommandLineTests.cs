using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

public sealed class WindowsCommandLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData(@"C:\folder\", @"C:\folder\")]
    [InlineData(@"C:\a folder\", @"""C:\a folder\\""")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    public void Of_AnArgument_QuotesWhatMustBe(string argument, string quoted) =>
        Assert.Equal($"\"cmd.exe\" {quoted}", WindowsCommandLine.Of("cmd.exe", [argument]));

    [Fact]
    public void Of_AnyArguments_IsTakenApartIntoThem() => Prop.ForAll(
        Gen.Elements('a', ' ', '\t', '"', '\\', 'ä').ArrayOf().Select(letters => new string(letters)).ListOf().ToArbitrary(),
        arguments => arguments.SequenceEqual(TakeApart(WindowsCommandLine.Of(@"C:\a b\c.exe", arguments)).Skip(1))).QuickCheckThrowOnFailure();

    /// <summary>As CommandLineToArgvW is documented: the first is up to the next quotation mark; 2n backslashes before one are n, and one more escapes it.</summary>
    private static List<string> TakeApart(string line)
    {
        var end = line.IndexOf('"', 1);
        var result = new List<string> { line[1..end] };
        var (at, current, isQuoted, isInside) = (end + 1, new StringBuilder(), false, false);
        for (; at < line.Length; at++)
        {
            var backslashes = line.AsSpan(at).IndexOfAnyExcept('\\') is >= 0 and var count ? count : line.Length - at;
            at += backslashes;
            var isMark = at < line.Length && line[at] == '"';
            current.Append('\\', isMark ? backslashes / 2 : backslashes);
            isInside |= backslashes > 0 || isMark;
            if (isMark && backslashes % 2 == 1)
            {
                current.Append('"');
            }
            else if (isMark)
            {
                isQuoted = !isQuoted;
            }
            else if (at < line.Length && line[at] is ' ' or '\t' && !isQuoted)
            {
                Finish();
            }
            else if (at < line.Length)
            {
                current.Append(line[at]);
                isInside = true;
            }
        }

        Finish();
        return result;

        void Finish()
        {
            if (isInside)
            {
                result.Add(current.ToString());
            }

            (current, isInside) = (new StringBuilder(), false);
        }
    }
}
