using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Values;

public sealed class VimValueTests
{
    /// <summary>Text that XML can carry: no control characters, no lone surrogates.</summary>
    private static readonly Gen<string> Texts =
        ArbMap.Default.GeneratorFor<char>().Where(c => !char.IsSurrogate(c) && System.Xml.XmlConvert.IsXmlChar(c)).ArrayOf().Select(chars => new string(chars));

    private static readonly Gen<string> Names = Gen.Elements("name", "value", "host", "key", "x");

    private static readonly Gen<ManagedObjectReference> References =
        from type in Gen.Elements("VirtualMachine", "HostSystem")
        from id in Gen.Choose(1, 99)
        select new ManagedObjectReference(type, $"id-{id}");

    private static readonly Gen<VimValue> Scalars = Gen.OneOf(
        Texts.Select(VimValue.Of),
        ArbMap.Default.GeneratorFor<bool>().Select(VimValue.Of),
        ArbMap.Default.GeneratorFor<long>().Select(VimValue.Of),
        ArbMap.Default.GeneratorFor<double>().Select(VimValue.Of),
        Gen.Choose(0, int.MaxValue).Select(seconds => VimValue.Of(DateTimeOffset.UnixEpoch.AddMilliseconds(seconds * 997L))),
        ArbMap.Default.GeneratorFor<byte>().ArrayOf().Select(VimValue.Of),
        References.Select(VimValue.Of));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void WriteAny_ThenRead_GivesTheSameValue() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Values(3).ToArbitrary(), value => RoundTripAsync(value).GetAwaiter().GetResult() == value));

    [Fact]
    public void Equals_SameContent_HasTheSameHash() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Scalars.ToArbitrary(), value =>
        {
            var copy = RoundTripAsync(value).GetAwaiter().GetResult();
            return copy == value && copy.GetHashCode() == value.GetHashCode();
        }));

    [Fact]
    public void As_UntypedText_IsReadByTheGetter()
    {
        Assert.True(VimValue.Of("1").AsBoolean());
        Assert.Equal(-5, VimValue.Of("-5").AsInt32());
        Assert.Equal(double.PositiveInfinity, VimValue.Of("INF").AsDouble());
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), VimValue.Of("2026-01-02T05:04:05+02:00").AsDateTime());
        Assert.Equal([1, 2, 3], VimValue.Of("AQID").AsBytes());
        Assert.Same(DataObject.Empty, VimValue.Of("").AsObject());
    }

    [Fact]
    public void As_Unset_IsNull()
    {
        VimValue unset = default;

        Assert.Null(unset.AsString());
        Assert.Null(unset.AsBoolean());
        Assert.Null(unset.AsInt64());
        Assert.Null(unset.AsReference());
        Assert.Null(unset.AsObject());
        Assert.Empty(unset.AsList());
    }

    [Fact]
    public void As_AnotherKind_IsAProtocolError()
    {
        Assert.Throws<VimProtocolException>(() => VimValue.Of("x").AsInt32());
        Assert.Throws<VimProtocolException>(() => VimValue.Of(1L << 40).AsInt32());
        Assert.Throws<VimProtocolException>(() => VimValue.Of("x").AsBoolean());
        Assert.Throws<VimProtocolException>(() => VimValue.Of("x").AsReference());
        Assert.Throws<VimProtocolException>(() => VimValue.Of(true).AsObject());
        Assert.Throws<VimProtocolException>(() => VimValue.Of("not base64!").AsBytes());
        Assert.Throws<VimProtocolException>(() => VimValue.OfList(VimValue.Of(true)).AsString());
    }

    [Fact]
    public void DataObject_ToString_HidesTheValues() =>
        Assert.Equal("T { password }", new DataObject("T", new DataField("password", VimValue.Of("secret"))).ToString());

    [Fact]
    public void ManagedObjectReference_Text_RoundTrips() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(References.ToArbitrary(), reference => ManagedObjectReference.Parse(reference.ToString()) == reference));

    [Theory]
    [InlineData("")]
    [InlineData("vm-1")]
    [InlineData(":vm-1")]
    [InlineData("VirtualMachine:")]
    public void ManagedObjectReference_NoReference_IsRefused(string text) => Assert.Throws<FormatException>(() => ManagedObjectReference.Parse(text));

    private static Gen<VimValue> Values(int depth)
    {
        if (depth == 0)
            return Scalars;
        var objects =
            from fields in (from name in Names from value in Values(depth - 1) select new DataField(name, value)).ArrayOf(3)
            select VimValue.Of(new DataObject("SomeType", fields));
        var lists = Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>().Select(VimValue.Of).NonEmptyListOf(),
            References.Select(VimValue.Of).NonEmptyListOf(),
            objects.NonEmptyListOf()).Select(items => VimValue.OfList([.. items]));
        return Gen.OneOf(Scalars, objects, lists);
    }


    private static async Task<VimValue> RoundTripAsync(VimValue value)
    {
        var request = new SoapRequest(new ManagedObjectReference("A", "a"), "Echo", writer => writer.WriteAny("returnval", value));
        using var written = request.Serialize();
        var text = Encoding.UTF8.GetString(written.Written.Span)
            .Replace("<_this type=\"A\">a</_this>", "", StringComparison.Ordinal)
            .Replace("Echo", "EchoResponse", StringComparison.Ordinal);
        var server = new ScriptedServer().On("Echo", _ => text);
        using var client = await server.ConnectAsync();
        return await client.InvokeAsync(new ManagedObjectReference("A", "a"), "Echo", null, Cancel);
    }
}
