using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Contracts.Tests.Installation;

public sealed class InstallSpoolTests
{
    [Fact]
    public void Parse_WhatFormatWrote_GivesTheSame()
    {
        var spools =
            from exit in Gen.Choose(0, 255)
            from output in ArbMap.Default.GeneratorFor<NonNull<string>>()
            where !output.Get.Any(char.IsSurrogate)
            from left in Gen.Choose(0, InstallSpool.MostLeft)
            select new InstallSpool(Guid.NewGuid(), exit, "root", output.Get) { Left = [.. Enumerable.Range(0, left).Select(number => $"/tmp/vlink-{number}")] };

        Check.QuickThrowOnFailure(Prop.ForAll(spools.ToArbitrary(), spool =>
        {
            var read = InstallSpool.Parse(Encoding.UTF8.GetBytes(spool.Format()));
            return read with { Left = spool.Left } == spool && read.Left.SequenceEqual(spool.Left);
        }));
    }

    [Fact]
    public void Parse_WhatAWindowsShellWrote_IsRead()
    {
        var spool = InstallSpool.Parse("run=00000000000000000000000000000001\r\nexit=13\r\naccount=HOST\\admin\r\n\r\nNo room.\r\n"u8);

        Assert.Equal((13, @"HOST\admin", "No room.\r\n"), (spool.ExitCode, spool.Account, spool.Output));
        Assert.Empty(spool.Left);
    }

    [Fact]
    public void Parse_DamagedBytes_IsReadOrRefused()
    {
        var whole = Encoding.UTF8.GetBytes(new InstallSpool(Guid.NewGuid(), 0, "root", "installed").Format());
        var damage =
            from at in Gen.Choose(0, whole.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(0, whole.Length)
            select (At: at, Value: (byte)value, Length: length);

        Check.QuickThrowOnFailure(Prop.ForAll(damage.ToArbitrary(), d =>
        {
            byte[] bytes = [.. whole[..d.Length]];
            if (d.At < bytes.Length)
            {
                bytes[d.At] = d.Value;
            }

            return IsReadOrRefused(bytes);
        }));
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            return InstallSpool.Parse(bytes) is not null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    [Theory]
    [InlineData("Copied.\n{\"version\":\"0.1.0\",\"account\":\"root\",\"folder\":\"/f\",\"startedBy\":\"sysv\"}\n", "root")]
    [InlineData("Copied.\nNo report.\n", null)]
    [InlineData("{\"version\":", null)]
    [InlineData("", null)]
    public void FindReport_InOutput_TakesTheLastLine(string output, string? account)
        => Assert.Equal(account, new InstallSpool(Guid.NewGuid(), 0, "root", output).FindReport()?.Account);
}
