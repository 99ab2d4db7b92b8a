using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Web;

public sealed class OutputWindowTests
{
    [Fact]
    public void Window_WhateverIsSentAndAcknowledged_KeepsItsLaws() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNegativeInt, int[]>((received, steps) =>
        {
            var window = new OutputWindow(received.Get);
            foreach (var step in steps)
            {
                var before = window.Acknowledged;
                if (int.IsEvenInteger(step))
                {
                    window.Send((int)Math.Min(window.Room, (uint)step));
                }
                else
                {
                    window.Acknowledge(step * 1000L);
                }

                if (window.Acknowledged < before
                    || window.Acknowledged > window.Sent
                    || window.Sent - window.Acknowledged > ChannelLimits.OutputWindowBytes
                    || window.Room is < 0 or > ChannelLimits.MaximumOutputBytes)
                {
                    return false;
                }
            }

            return true;
        }));

    [Fact]
    public void Room_WhenTheWindowIsFull_ComesBackWithTheAcknowledgement()
    {
        var window = new OutputWindow(100);
        while (window.Room > 0)
        {
            window.Send(window.Room);
        }

        Assert.Equal(100 + ChannelLimits.OutputWindowBytes, window.Sent);
        window.Acknowledge(window.Sent);
        Assert.Equal(ChannelLimits.MaximumOutputBytes, window.Room);
    }
}
