using System.Runtime.CompilerServices;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Files in guests (vSphere's <c>GuestFileManager</c>). Paths are absolute and as the guest writes them.</summary>
public sealed class GuestFileManager
{
    private readonly GuestService _service;

    internal GuestFileManager(GuestService service) => _service = service;

    /// <summary>Makes a directory (<c>MakeDirectoryInGuest</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.FileAlreadyExists"/>, <see cref="Faults.CannotAccessFile"/>, <see cref="Faults.FileNotFound"/> (a parent).</exception>
    public Task MakeDirectoryInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, string directoryPath, bool createParentDirectories, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync(
            "MakeDirectoryInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("directoryPath", directoryPath);
                arguments.Write("createParentDirectories", createParentDirectories);
            },
            cancellationToken);

    /// <summary>Deletes a file or a link (<c>DeleteFileInGuest</c>).</summary>
    public Task DeleteFileInGuestAsync(ManagedObjectReference vm, GuestAuthentication auth, string filePath, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync("DeleteFileInGuest", vm, auth, arguments => arguments.Write("filePath", filePath), cancellationToken);

    /// <summary>Deletes a directory (<c>DeleteDirectoryInGuest</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.DirectoryNotEmpty"/> unless <paramref name="recursive"/>.</exception>
    public Task DeleteDirectoryInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, string directoryPath, bool recursive, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync(
            "DeleteDirectoryInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("directoryPath", directoryPath);
                arguments.Write("recursive", recursive);
            },
            cancellationToken);

    /// <summary>Renames or moves a file (<c>MoveFileInGuest</c>).</summary>
    public Task MoveFileInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string sourceFilePath,
        string destinationFilePath,
        bool overwrite,
        CancellationToken cancellationToken = default) =>
        _service.InvokeAsync(
            "MoveFileInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("srcFilePath", sourceFilePath);
                arguments.Write("dstFilePath", destinationFilePath);
                arguments.Write("overwrite", overwrite);
            },
            cancellationToken);

    /// <summary>Renames or moves a directory (<c>MoveDirectoryInGuest</c>).</summary>
    public Task MoveDirectoryInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string sourceDirectoryPath,
        string destinationDirectoryPath,
        CancellationToken cancellationToken = default) =>
        _service.InvokeAsync(
            "MoveDirectoryInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("srcDirectoryPath", sourceDirectoryPath);
                arguments.Write("dstDirectoryPath", destinationDirectoryPath);
            },
            cancellationToken);

    /// <summary>Makes a file with a new name (<c>CreateTemporaryFileInGuest</c>) and returns its path.</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="prefix">How the name begins.</param>
    /// <param name="suffix">How the name ends.</param>
    /// <param name="directoryPath">Where; null for the guest's own temporary directory.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<string> CreateTemporaryFileInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string prefix,
        string suffix,
        string? directoryPath = null,
        CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync("CreateTemporaryFileInGuest", vm, auth, prefix, suffix, directoryPath, cancellationToken);

    /// <summary>Makes a directory with a new name (<c>CreateTemporaryDirectoryInGuest</c>) and returns its path.</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="prefix">How the name begins.</param>
    /// <param name="suffix">How the name ends.</param>
    /// <param name="directoryPath">Where; null for the guest's own temporary directory.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<string> CreateTemporaryDirectoryInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string prefix,
        string suffix,
        string? directoryPath = null,
        CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync("CreateTemporaryDirectoryInGuest", vm, auth, prefix, suffix, directoryPath, cancellationToken);

    /// <summary>Reads one page of a directory, or one file's entry (<c>ListFilesInGuest</c>).</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="filePath">The directory or file.</param>
    /// <param name="index">How many entries to skip.</param>
    /// <param name="maxResults">The most entries; null for the server's default, 50.</param>
    /// <param name="matchPattern">A Perl-like regular expression for the names; null for all.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<GuestListFileInfo> ListFilesInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string filePath,
        int? index = null,
        int? maxResults = null,
        string? matchPattern = null,
        CancellationToken cancellationToken = default)
    {
        var list = await _service.InvokeAsync(
            "ListFilesInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("filePath", filePath);
                arguments.Write("index", index);
                arguments.Write("maxResults", maxResults);
                arguments.Write("matchPattern", matchPattern);
            },
            cancellationToken).ConfigureAwait(false);
        return GuestListFileInfo.From(list.AsObject() ?? DataObject.Empty);
    }

    /// <summary>Reads a whole directory, page by page.</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="directoryPath">The directory.</param>
    /// <param name="matchPattern">A Perl-like regular expression for the names; null for all.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async IAsyncEnumerable<GuestFileInfo> ListAllFilesInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string directoryPath,
        string? matchPattern = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var index = 0; ;)
        {
            var page = await ListFilesInGuestAsync(vm, auth, directoryPath, index, null, matchPattern, cancellationToken).ConfigureAwait(false);
            foreach (var file in page.Files)
                yield return file;
            if (page.Remaining <= 0 || page.Files.Count == 0)
                yield break;
            index += page.Files.Count;
        }
    }

    /// <summary>Changes a file's attributes (<c>ChangeFileAttributesInGuest</c>).</summary>
    public Task ChangeFileAttributesInGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string guestFilePath,
        GuestFileAttributes fileAttributes,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fileAttributes);
        return _service.InvokeAsync(
            "ChangeFileAttributesInGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("guestFilePath", guestFilePath);
                fileAttributes.WriteTo(arguments, "fileAttributes");
            },
            cancellationToken);
    }

    /// <summary>Asks for the address of an upload (<c>InitiateFileTransferToGuest</c>); <see cref="GuestFileTransfer.PutAsync"/> does it.</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="auth">The guest credentials.</param>
    /// <param name="guestFilePath">The file to make.</param>
    /// <param name="fileAttributes">Its attributes, of the kind of the guest's system.</param>
    /// <param name="fileSize">Its size in bytes.</param>
    /// <param name="overwrite">Replace a file that exists.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>The address for one PUT; its host may be <c>*</c>. It is a secret.</returns>
    public async Task<string> InitiateFileTransferToGuestAsync(
        ManagedObjectReference vm,
        GuestAuthentication auth,
        string guestFilePath,
        GuestFileAttributes fileAttributes,
        long fileSize,
        bool overwrite,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fileAttributes);
        ArgumentOutOfRangeException.ThrowIfNegative(fileSize);
        var url = await _service.InvokeAsync(
            "InitiateFileTransferToGuest",
            vm,
            auth,
            arguments =>
            {
                arguments.Write("guestFilePath", guestFilePath);
                fileAttributes.WriteTo(arguments, "fileAttributes");
                arguments.Write("fileSize", fileSize);
                arguments.Write("overwrite", overwrite);
            },
            cancellationToken).ConfigureAwait(false);
        return url.AsString() ?? throw new VimProtocolException("InitiateFileTransferToGuest gave no address.");
    }

    /// <summary>Asks for the address of a download (<c>InitiateFileTransferFromGuest</c>); <see cref="GuestFileTransfer.GetAsync"/> does it.</summary>
    public async Task<FileTransferInformation> InitiateFileTransferFromGuestAsync(
        ManagedObjectReference vm, GuestAuthentication auth, string guestFilePath, CancellationToken cancellationToken = default)
    {
        var information = await _service
            .InvokeAsync("InitiateFileTransferFromGuest", vm, auth, arguments => arguments.Write("guestFilePath", guestFilePath), cancellationToken)
            .ConfigureAwait(false);
        return FileTransferInformation.From(information.AsObject() ?? DataObject.Empty);
    }

    private async Task<string> CreateTemporaryAsync(
        string method, ManagedObjectReference vm, GuestAuthentication auth, string prefix, string suffix, string? directoryPath, CancellationToken cancellationToken)
    {
        var path = await _service.InvokeAsync(
            method,
            vm,
            auth,
            arguments =>
            {
                arguments.Write("prefix", prefix);
                arguments.Write("suffix", suffix);
                arguments.Write("directoryPath", directoryPath);
            },
            cancellationToken).ConfigureAwait(false);
        return path.AsString() ?? throw new VimProtocolException($"{method} gave no path.");
    }
}
