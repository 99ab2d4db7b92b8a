using System.Net;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Endpoints.Import;

namespace VsphereConnector.Server.Tests.Endpoints.Import;

public sealed class AddressPatternTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("Web-01.Example", "web-01.example")]
    [InlineData("10-0-0-1.example", "10-0-0-1.example")]
    [InlineData("10.0.0.254-10.0.1.1", "10.0.0.254 10.0.0.255 10.0.1.0 10.0.1.1")]
    [InlineData("10.0.0.1-3", "10.0.0.1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.6/29", "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5 10.0.0.6")]
    [InlineData("10.0.0.0/31", "10.0.0.0 10.0.0.1")]
    [InlineData("10.0.0.9/32", "10.0.0.9")]
    [InlineData("255.255.255.254-255.255.255.255", "255.255.255.254 255.255.255.255")]
    [InlineData("fd00::1-fd00::3", "fd00::1 fd00::2 fd00::3")]
    [InlineData("fd00::/126", "fd00::1 fd00::2 fd00::3")]
    [InlineData("web-[01-03].example", "web-01.example web-02.example web-03.example")]
    [InlineData("web-[9-11]", "web-9 web-10 web-11")]
    [InlineData("r[1-2]-n[08,10]", "r1-n08 r1-n10 r2-n08 r2-n10")]
    public void Parse_WhatPeopleWrite_GivesTheseAddresses(string text, string addresses)
    {
        var pattern = AddressPattern.Parse(text);

        Assert.Equal(addresses.Split(' '), pattern.Addresses);
        Assert.Equal((UInt128)addresses.Split(' ').Length, pattern.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1-")]
    [InlineData("10.0.0.5-10.0.0.1")]
    [InlineData("10.0.0.1-fd00::1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("web/24")]
    [InlineData("web-[20-01]")]
    [InlineData("web-[a-c]")]
    [InlineData("web-[1-2")]
    [InlineData("web-[99999999999]")]
    [InlineData("-[1-2]")]
    [InlineData("a b")]
    public void Parse_WhatIsNone_SaysWhy(string text) => Assert.NotEmpty(Assert.Throws<FormatException>(() => AddressPattern.Parse(text)).Message);

    [Theory]
    [InlineData("10.0.0.0/12", "1048574")]
    [InlineData("0.0.0.0/0", "4294967294")]
    [InlineData("::/0", "340282366920938463463374607431768211455")]
    [InlineData("n[0-999999999]-[0-999999999]-[0-999999999]-[0-999999999]-[0-999999999]", "340282366920938463463374607431768211455")]
    public void Parse_MoreThanAnybodyMeans_IsCountedWithoutMakingThem(string text, string count) =>
        Assert.Equal(UInt128.Parse(count, System.Globalization.CultureInfo.InvariantCulture), AddressPattern.Parse(text).Count);

    [Fact]
    public void Parse_AnyRange_HasItsEndsAndAsManyAsItCounts()
    {
        var ranges = Gen.Choose(0, int.MaxValue - 3000).Zip(Gen.Choose(0, 3000)).ToArbitrary();

        Prop.ForAll(ranges, range =>
        {
            var (first, last) = (Text((uint)range.Item1), Text((uint)(range.Item1 + range.Item2)));
            var addresses = AddressPattern.Parse($"{first}-{last}").Addresses.ToList();
            return addresses[0] == first && addresses[^1] == last && addresses.Distinct().Count() == range.Item2 + 1;
        }).QuickCheckThrowOnFailure();

        static string Text(uint value) => new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]).ToString();
    }

    [Fact]
    public void Parse_AnyText_IsReadOrRefusedNeverFails()
    {
        var texts = Gen.Elements("0123456789.:-/[],abfw ".ToCharArray()).ListOf().Select(letters => new string([.. letters])).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts, text =>
        {
            try
            {
                return AddressPattern.Parse(text).Addresses.Take(3).All(address => address.Length > 0);
            }
            catch (FormatException)
            {
                return true;
            }
        }));
    }
}
