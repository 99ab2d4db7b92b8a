using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.Guest;

/// <summary>A program to start in a guest.</summary>
public record GuestProgramSpec
{
    /// <summary>The program's absolute path. It is taken literally: no variables, no search.</summary>
    public required string ProgramPath { get; init; }

    /// <summary>The arguments. Linux guests pass them through a shell, Windows guests do not.</summary>
    public required string Arguments { get; init; }

    /// <summary>Where it starts; null for the user's home directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The environment as <c>NAME=value</c>. If there is any, it replaces the user's own on Linux.</summary>
    public IReadOnlyList<string> EnvVariables { get; init; } = [];

    internal virtual string? TypeName => null;

    internal virtual void WriteTo(VimWriter writer)
    {
        writer.Write("programPath", ProgramPath);
        writer.Write("arguments", Arguments);
        writer.Write("workingDirectory", WorkingDirectory);
        writer.Write("envVariables", EnvVariables);
    }
}

/// <summary>A program to start in a Windows guest.</summary>
public sealed record GuestWindowsProgramSpec : GuestProgramSpec
{
    /// <summary>Start its window minimized.</summary>
    public bool StartMinimized { get; init; }

    internal override string TypeName => "GuestWindowsProgramSpec";

    internal override void WriteTo(VimWriter writer)
    {
        base.WriteTo(writer);
        writer.Write("startMinimized", StartMinimized);
    }
}
