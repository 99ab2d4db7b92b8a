using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Vim25.Events;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Soap;

/// <summary>Whatever the bytes of an answer are, only this library's exceptions come out.</summary>
public sealed class AnswerFuzzTests
{
    private const int Mutations = 1500;

    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    private static readonly string[] Snippets =
    [
        "<", ">", "&", "&amp;", "&#0;", "&lol;", "]]>", "<![CDATA[x]]>", "<!--", "<?x?>", "<!DOCTYPE a>", "</returnval>", "<returnval>", "<objects/>",
        " xsi:type=\"xsd:int\"", " xsi:type=\"ArrayOfInt\"", " xsi:nil=\"true\"", " type=\"X\"", "9999999999999999999999", "\0", "\u00e9", "\ud83d\ude00",
    ];

    private static readonly (string Method, string Content, Func<VimClient, Task> Call)[] Answered =
    [
        ("RetrievePropertiesEx", """
            <returnval><token>t</token><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>a</name><val xsi:type="xsd:int">4</val></propSet>
            <propSet><name>b</name><val xsi:type="ArrayOfInt"><int>1</int></val></propSet><propSet><name>c</name><val xsi:type="xsd:dateTime">2026-01-02T03:04:05Z</val></propSet>
            <missingSet><path>p</path><fault><fault xsi:type="NoPermission"/></fault></missingSet></objects></returnval>
            """, client => client.PropertyCollector.RetrieveAsync(Vm, ["a"])),
        ("WaitForUpdatesEx", """
            <returnval><version>7</version><filterSet><filter type="PropertyFilter">f</filter><objectSet><kind>enter</kind><obj type="VirtualMachine">vm-1</obj>
            <changeSet><name>a</name><op>assign</op><val xsi:type="xsd:boolean">true</val></changeSet></objectSet></filterSet></returnval>
            """, client => client.PropertyCollector.WaitForUpdatesExAsync("1", TimeSpan.FromSeconds(1))),
        ("QueryEvents", """
            <returnval xsi:type="EventEx"><key>1</key><chainId>1</chainId><createdTime>2026-01-02T03:04:05Z</createdTime><userName>u</userName>
            <vm><name>v</name><vm type="VirtualMachine">vm-1</vm></vm><eventTypeId>e</eventTypeId><arguments><key>k</key><value xsi:type="xsd:string">v</value></arguments></returnval>
            """, client => client.EventManager.QueryEventsAsync(new EventFilterSpec())),
        ("FindExtension", """
            <returnval><description><label>l</label><summary>s</summary></description><key>k</key><version>1</version><server><url>u</url></server>
            <taskList><taskID>t</taskID></taskList><lastHeartbeatTime>2026-01-02T03:04:05Z</lastHeartbeatTime></returnval>
            """, client => client.ExtensionManager.FindExtensionAsync("k")),
        ("Login", Answers.Session, client => client.SessionManager.LoginAsync("u", "p")),
    ];

    [Fact]
    public async Task Read_MutatedAnswer_ThrowsOnlyThisLibrarysExceptions()
    {
        byte[] answer = [];
        var server = new ScriptedServer();
        foreach (var (method, _, _) in Answered)
            server.On(method, (_, _) => Task.FromResult(ScriptedServer.Xml(new ByteArrayContent(answer))));
        using var client = await server.ConnectAsync();

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Mutations),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
            {
                var random = new System.Random(seed);
                var (method, content, call) = Answered[random.Next(Answered.Length)];
                var valid = random.Next(4) == 0 ? Answers.Fault("InvalidPowerState", "<existingState>poweredOff</existingState>") : Answers.Envelope(method, content);
                answer = Mutate(Encoding.UTF8.GetBytes(valid), random);
                var error = Record.Exception(() => call(client).GetAwaiter().GetResult());
                return error is null or VimException;
            }));
    }

    private static byte[] Mutate(byte[] valid, System.Random random)
    {
        var bytes = valid.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]));
                    break;
                case 3:
                    var length = Math.Min(random.Next(1, 60), bytes.Count - at);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
