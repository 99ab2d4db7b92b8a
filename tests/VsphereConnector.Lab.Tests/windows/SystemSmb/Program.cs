using System.Text;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Windows;

// Does what an installation does over SMB, by the calls of Windows, with this machine's own services and files in the place of another's; says what came of each.
const string Service = "vlink-once-trial", LastingProgram = @"C:\windows\system32\spoolsv.exe";

var own = new SmbTarget { Host = "", User = "Administrator", Password = "unused" };
var options = new SmbOptions { Folder = Path.GetTempPath(), ConnectTimeout = TimeSpan.FromSeconds(20) };
var services = new WindowsServices(own, options, TimeProvider.System);
await using var share = new WindowsShare(own, @"C:\windows", options, TimeProvider.System);

await SayAsync("no service", async () => await services.QueryAsync(Service, default));
await SayAsync("start none", () => DoneAsync(services.StartAsync(Service, default)));
await SayAsync("create", () => DoneAsync(services.CreateAsync(Service, "A trial", LastingProgram, default)));
await SayAsync("create again", () => DoneAsync(services.CreateAsync(Service, "A trial", LastingProgram, default)));
await SayAsync("list", async () => string.Join(' ', await services.ListAsync("VLINK-once-", default)));
await SayAsync("list all", async () => (await services.ListAsync("", default)).Count > 1);
await SayAsync("created", async () => await services.QueryAsync(Service, default));
await SayAsync("start", () => DoneAsync(services.StartAsync(Service, default)));
await SayAsync("start again", () => DoneAsync(services.StartAsync(Service, default)));
await SayAsync("started", async () => await services.QueryAsync(Service, default));
await SayAsync("delete", () => DoneAsync(services.DeleteAsync(Service, default)));
await SayAsync("delete none", () => DoneAsync(services.DeleteAsync("vlink-once-another", default)));

await SayAsync("folder", () => DoneAsync(share.MakeFolderAsync(@"Temp\trial", default)));
await SayAsync("folder again", () => DoneAsync(share.MakeFolderAsync(@"Temp\trial", default)));
await SayAsync("write", () => DoneAsync(share.WriteAsync(@"Temp\trial\a.txt", new MemoryStream("long text"u8.ToArray()), default)));
await SayAsync("write again", () => DoneAsync(share.WriteAsync(@"Temp\trial\a.txt", new MemoryStream("text"u8.ToArray()), default)));
await SayAsync("write nowhere", () => DoneAsync(share.WriteAsync(@"Temp\nowhere\a.txt", new MemoryStream(), default)));
await SayAsync("read", () => ReadAsync(@"Temp\trial\a.txt", 1));
await SayAsync("read none", () => ReadAsync(@"Temp\trial\b.txt", 0));
await SayAsync("list", async () => string.Join(' ', await share.ListAsync(@"Temp\tri*", default)));
await SayAsync("list files", async () => string.Join(' ', await share.ListAsync(@"Temp\trial\*.txt", default)));
await SayAsync("list nowhere", async () => (await share.ListAsync(@"Temp\nowhere\*", default)).Count);
await SayAsync("remove file", () => DoneAsync(share.RemoveFileAsync(@"Temp\trial\a.txt", default)));
await SayAsync("remove file again", () => DoneAsync(share.RemoveFileAsync(@"Temp\trial\a.txt", default)));
await SayAsync("remove folder", () => DoneAsync(share.RemoveFolderAsync(@"Temp\trial", default)));
await SayAsync("remove folder again", () => DoneAsync(share.RemoveFolderAsync(@"Temp\trial", default)));

await SayAsync("connect", async () => await new WindowsConnection(own with { Host = "192.0.2.1" }, options, TimeProvider.System).OpenAsync("ADMIN$", default));

static async Task SayAsync(string step, Func<Task<object>> work)
{
    try
    {
        Console.WriteLine($"{step}: {await work()}");
    }
    catch (SmbException exception)
    {
        Console.WriteLine($"{step}: {exception.Error.Code}");
    }
}

static async Task<object> DoneAsync(Task work)
{
    await work;
    return "done";
}

async Task<object> ReadAsync(string path, long from)
{
    using var content = new MemoryStream();
    return await share.ReadAsync(path, from, content, default) ? Encoding.UTF8.GetString(content.ToArray()) : "none";
}
