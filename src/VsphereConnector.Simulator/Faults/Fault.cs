using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Faults;

/// <summary>The vim25 faults that the simulator raises, with their fields.</summary>
internal static class Fault
{
    public static VimFault NotAuthenticated(ManagedObjectReference target) => Of(
        "NotAuthenticated", "The session is not authenticated.", ("object", target), ("privilegeId", "System.View"));

    public static VimFault NoPermission(ManagedObjectReference target, string privilege) => Of(
        "NoPermission", "Permission to perform this operation was denied.", ("object", target), ("privilegeId", privilege));

    public static VimFault InvalidLogin() => Of("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");

    public static VimFault InvalidArgument(string property, string message) => Of("InvalidArgument", message, ("invalidProperty", property));

    public static VimFault InvalidRequest(string message) => Of("InvalidRequest", message);

    public static VimFault InvalidProperty(string name) => Of("InvalidProperty", $"There is no property '{name}'.", ("name", name));

    public static VimFault InvalidType(string name) => Of("InvalidType", $"There is no type '{name}'.", ("argument", name));

    public static VimFault InvalidCollectorVersion() => Of("InvalidCollectorVersion", "The collector's version is not known.");

    public static VimFault RequestCanceled() => Of("RequestCanceled", "The task was canceled by a user.");

    public static VimFault ManagedObjectNotFound(ManagedObjectReference target) => Of(
        "ManagedObjectNotFound", "The object has already been deleted or has not been completely created.", ("obj", target));

    public static VimFault NotSupported(string message) => Of("NotSupported", message);

    public static VimFault NotFound(string message) => Of("NotFound", message);

    public static VimFault AlreadyExists(string name) => Of("AlreadyExists", "It exists already.", ("name", name));

    public static VimFault DuplicateName(string name, ManagedObjectReference existing) => Of(
        "DuplicateName", $"The name '{name}' already exists.", ("name", name), ("object", existing));

    public static VimFault InvalidState(string message) => Of("InvalidState", message);

    public static VimFault InvalidPowerState(string requested, string existing) => Of(
        "InvalidPowerState",
        $"The attempted operation cannot be performed in the current state ({existing}).",
        ("requestedState", requested),
        ("existingState", existing));

    public static VimFault InvalidGuestLogin() => Of("InvalidGuestLogin", "Failed to authenticate with the guest operating system using the supplied credentials.");

    public static VimFault GuestOperationsUnavailable() => Of("GuestOperationsUnavailable", "The guest operations agent could not be contacted.");

    public static VimFault GuestPermissionDenied() => Of("GuestPermissionDenied", "Insufficient permissions in the guest operating system.");

    public static VimFault OperationNotSupportedByGuest() => Of("OperationNotSupportedByGuest", "The operation is not supported by the guest operating system.");

    public static VimFault FileNotFound(string file) => OfFile("FileNotFound", $"File {file} was not found", file);

    public static VimFault FileAlreadyExists(string file) => OfFile("FileAlreadyExists", "The specified key, name, or identifier already exists.", file);

    public static VimFault CannotAccessFile(string file) => OfFile("CannotAccessFile", $"Unable to access file {file}", file);

    public static VimFault FileFault(string file, string message) => OfFile("FileFault", message, file);

    public static VimFault NotAFile(string file) => OfFile("NotAFile", $"{file} is not a file.", file);

    public static VimFault NotADirectory(string file) => OfFile("NotADirectory", $"{file} is not a directory.", file);

    public static VimFault DirectoryNotEmpty(string file) => OfFile("DirectoryNotEmpty", $"{file} is not empty.", file);

    public static VimFault NoDiskSpace(string file, string datastore) => Of(
        "NoDiskSpace", "There is insufficient disk space to complete the operation.", ("file", file), ("datastore", datastore));

    public static VimFault SystemError(string reason) => Of("SystemError", $"A general system error occurred: {reason}", ("reason", reason));

    public static VimFault HostNotConnected() => Of("HostNotConnected", "Unable to communicate with the remote host, since it is disconnected.");

    /// <summary>A fault by its type's name, as a rule names it; those with required fields get plausible ones.</summary>
    public static VimFault Named(string type, ManagedObjectReference target) => type switch
    {
        "NotAuthenticated" => NotAuthenticated(target),
        "NoPermission" => NoPermission(target, "VirtualMachine.GuestOperations.Execute"),
        "ManagedObjectNotFound" => ManagedObjectNotFound(target),
        "InvalidPowerState" => InvalidPowerState("poweredOn", "poweredOff"),
        "InvalidGuestLogin" => InvalidGuestLogin(),
        "GuestOperationsUnavailable" => GuestOperationsUnavailable(),
        "GuestPermissionDenied" => GuestPermissionDenied(),
        "InvalidArgument" => InvalidArgument("", "A rule of the simulator says that an argument is invalid."),
        "SystemError" => SystemError("vix error codes = (3016, 0).\n"),
        "NoDiskSpace" => NoDiskSpace("", ""),
        "FileNotFound" or "FileAlreadyExists" or "CannotAccessFile" or "FileFault" => OfFile(type, $"A rule of the simulator raised {type}.", ""),
        _ => Of(type, $"A rule of the simulator raised {type}."),
    };

    private static VimFault OfFile(string type, string message, string file) => Of(type, message, ("file", file));

    private static VimFault Of(string type, string message, params (string, object?)[] fields) => new(new DataObject(type, fields), message);
}
