using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Extensions;

/// <summary>
/// The registration of an extension. It covers what plug-ins use; the OVF consumer, product, entity and solution manager infos of an
/// extension are not here, and an update leaves them out.
/// </summary>
public sealed record Extension
{
    /// <summary>The key, in lower case by custom, such as <c>com.example.plugin</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The version: numbers with dots.</summary>
    public required string Version { get; init; }

    /// <summary>The name and a sentence about it.</summary>
    public required Description Description { get; init; }

    /// <summary>Who made it.</summary>
    public string? Company { get; init; }

    /// <summary>The kind of extension, free text.</summary>
    public string? Type { get; init; }

    /// <summary>The subject of the certificate by which it logs in; set by the server.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Its servers.</summary>
    public IReadOnlyList<ExtensionServerInfo> Server { get; init; } = [];

    /// <summary>Its parts in clients.</summary>
    public IReadOnlyList<ExtensionClientInfo> Client { get; init; } = [];

    /// <summary>The ids of its task types.</summary>
    public IReadOnlyList<string> TaskList { get; init; } = [];

    /// <summary>The ids of its event types.</summary>
    public IReadOnlyList<string> EventList { get; init; } = [];

    /// <summary>The ids of its fault types.</summary>
    public IReadOnlyList<string> FaultList { get; init; } = [];

    /// <summary>Its privileges.</summary>
    public IReadOnlyList<ExtensionPrivilege> PrivilegeList { get; init; } = [];

    /// <summary>The texts for all of these, by language.</summary>
    public IReadOnlyList<ExtensionResource> ResourceList { get; init; } = [];

    /// <summary>When it last reported; set anew by registering and updating.</summary>
    public DateTimeOffset? LastHeartbeatTime { get; init; }

    /// <summary>Show it in the list of solutions.</summary>
    public bool? ShownInSolutionManager { get; init; }

    internal void WriteTo(VimWriter writer, DateTimeOffset now)
    {
        Description.WriteTo(writer);
        writer.Write("key", Key);
        writer.Write("company", Company);
        writer.Write("type", Type);
        writer.Write("version", Version);
        writer.Write("subjectName", SubjectName);
        foreach (var server in Server)
            writer.WriteObject("server", null, server.WriteTo);
        foreach (var client in Client)
            writer.WriteObject("client", null, client.WriteTo);
        WriteIds(writer, "taskList", "taskID", TaskList);
        WriteIds(writer, "eventList", "eventID", EventList);
        WriteIds(writer, "faultList", "faultID", FaultList);
        foreach (var privilege in PrivilegeList)
            writer.WriteObject("privilegeList", null, privilege.WriteTo);
        foreach (var resource in ResourceList)
            writer.WriteObject("resourceList", null, resource.WriteTo);
        writer.Write("lastHeartbeatTime", now);
        writer.Write("shownInSolutionManager", ShownInSolutionManager);
    }

    internal static Extension From(DataObject extension) => new()
    {
        Key = extension.RequireString("key"),
        Version = extension.GetString("version") ?? "",
        Description = Description.From(extension),
        Company = extension.GetString("company"),
        Type = extension.GetString("type"),
        SubjectName = extension.GetString("subjectName"),
        Server = [.. extension.GetObjects("server").Select(ExtensionServerInfo.From)],
        Client = [.. extension.GetObjects("client").Select(ExtensionClientInfo.From)],
        TaskList = [.. extension.GetObjects("taskList").Select(task => task.RequireString("taskID"))],
        EventList = [.. extension.GetObjects("eventList").Select(type => type.RequireString("eventID"))],
        FaultList = [.. extension.GetObjects("faultList").Select(fault => fault.RequireString("faultID"))],
        PrivilegeList = [.. extension.GetObjects("privilegeList").Select(ExtensionPrivilege.From)],
        ResourceList = [.. extension.GetObjects("resourceList").Select(ExtensionResource.From)],
        LastHeartbeatTime = extension.GetDateTime("lastHeartbeatTime"),
        ShownInSolutionManager = extension.GetBoolean("shownInSolutionManager"),
    };

    private static void WriteIds(VimWriter writer, string list, string id, IReadOnlyList<string> ids)
    {
        foreach (var value in ids)
            writer.WriteObject(list, null, entry => entry.Write(id, value));
    }
}
