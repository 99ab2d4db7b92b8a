using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.CommandLine;

namespace VsphereConnector.Connector.Tests.CommandLine;

public sealed class ConnectorArgumentsTests
{
    [Fact]
    public void Parse_OfTheVerbs_IsTheirCommands()
    {
        Assert.Equal(new ConnectorCommand.Install("f"), ConnectorArguments.Parse(["install", "--settings", "f"]));
        Assert.Equal(new ConnectorCommand.Install("f"), ConnectorArguments.Parse(["install", "--settings=f"]));
        Assert.Equal(new ConnectorCommand.Uninstall(), ConnectorArguments.Parse(["uninstall"]));
        Assert.Equal(new ConnectorCommand.Run(AsService: false), ConnectorArguments.Parse(["run"]));
        Assert.Equal(new ConnectorCommand.Status(Json: true), ConnectorArguments.Parse(["status", "--json"]));
        Assert.Equal(new ConnectorCommand.Version(), ConnectorArguments.Parse(["--version"]));
    }

    [Theory]
    [InlineData()]
    [InlineData("instal")]
    [InlineData("install")]
    [InlineData("install", "--settings")]
    [InlineData("install", "--settings", "")]
    [InlineData("install", "--settings", "f", "g")]
    [InlineData("run", "now")]
    [InlineData("status", "--jsn")]
    public void Parse_OfWrongArguments_SaysSo(params string[] arguments) =>
        Assert.IsType<ConnectorCommand.Wrong>(ConnectorArguments.Parse(arguments));

    [Theory]
    [InlineData("install")]
    [InlineData("uninstall")]
    [InlineData("run")]
    [InlineData("status")]
    public void Parse_OfHelpAfterAVerb_IsTheHelpOfThatVerb(string verb) =>
        Assert.Contains($"vlink {verb}", Assert.IsType<ConnectorCommand.Help>(ConnectorArguments.Parse([verb, "--help"])).Text);

    [Fact]
    public void Parse_OfAnything_IsACommand() => Check.One(
        Config.QuickThrowOnFailure, Prop.ForAll<string[]>(arguments => ConnectorArguments.Parse([.. arguments.Select(a => a ?? "")]) is not null));
}
