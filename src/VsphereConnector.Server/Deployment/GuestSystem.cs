using VsphereConnector.Contracts.Installation;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment;

/// <summary>How an installation works in the guests of one operating system.</summary>
internal abstract class GuestSystem
{
    public static GuestSystem Linux { get; } = new LinuxGuest();

    public static GuestSystem Windows { get; } = new WindowsGuest();

    /// <summary>The platform whose program is sent first.</summary>
    public string Platform => PlatformOf("x64");

    /// <summary>Where the work folder is made unless another place is asked for, and where it is made when that cannot be used.</summary>
    public abstract (string Default, string Fallback) TempFolders { get; }

    /// <summary>False where a signal ends the runner; true where it ends by itself upon <see cref="InstallSpool.CancelMarker"/>.</summary>
    public abstract bool EndsByMarker { get; }

    protected abstract string PlatformName { get; }

    protected abstract char Separator { get; }

    protected abstract string ScriptName { get; }

    public static GuestSystem Of(GuestFacts guest) => guest.IsWindows ? Windows : Linux;

    /// <summary>The platform of machines such as <c>arm64</c> or <c>musl-x64</c>.</summary>
    public string PlatformOf(string architecture) => $"{PlatformName}-{architecture}";

    public string Join(string folder, string name) => $"{folder.TrimEnd(Separator)}{Separator}{name}";

    public string FolderOf(string path) => path[..path.LastIndexOf(Separator)];

    /// <summary>Whether a full path can be one of this system.</summary>
    public bool IsPath(string path) => path.Contains(Separator);

    public string ScriptIn(string folder) => Join(folder, ScriptName);

    /// <summary>What keeps others than the owner from an upload, as far as the system's guest operations can.</summary>
    public abstract GuestFileAttributes UploadAttributes();

    /// <summary>Starts the runner; its arguments have nothing that a shell would read otherwise.</summary>
    public abstract GuestProgramSpec StartOf(string folder);

    private sealed class LinuxGuest : GuestSystem
    {
        private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        protected override string PlatformName => "linux";

        public override (string Default, string Fallback) TempFolders => (Locations.TempFolder, Locations.FallbackTempFolder);

        public override bool EndsByMarker => false;

        protected override char Separator => '/';

        protected override string ScriptName => InstallBundle.FileName;

        public override GuestFileAttributes UploadAttributes() => new GuestPosixFileAttributes { Permissions = OwnerOnly };

        public override GuestProgramSpec StartOf(string folder) => new() { ProgramPath = "/bin/sh", Arguments = ScriptIn(folder) };
    }

    private sealed class WindowsGuest : GuestSystem
    {
        protected override string PlatformName => "win";

        public override (string Default, string Fallback) TempFolders => (Locations.WindowsTempFolder, Locations.WindowsFallbackTempFolder);

        public override bool EndsByMarker => true;

        protected override char Separator => '\\';

        protected override string ScriptName => InstallBundle.WindowsFileName;

        public override GuestFileAttributes UploadAttributes() => new GuestWindowsFileAttributes();

        public override GuestProgramSpec StartOf(string folder)
        {
            var script = ScriptIn(folder);
            return new GuestProgramSpec
            {
                ProgramPath = @"C:\Windows\System32\cmd.exe",
                Arguments = script.Contains(' ') ? $"/d /c \"{script}\"" : $"/d /c {script}",
            };
        }
    }
}
