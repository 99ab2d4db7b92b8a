using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Installation;

/// <summary>Makes changes and takes them back, the last first, if the installation does not come to its end.</summary>
internal sealed class Undo(IMachineFiles files)
{
    private readonly Stack<(string What, Func<Task> Act)> _steps = [];

    public void Add(string what, Func<Task> act) => _steps.Push((what, act));

    public void Add(string what, Action act) => Add(what, () =>
    {
        act();
        return Task.CompletedTask;
    });

    /// <summary>Makes a folder and those above it; takes back those that were not there.</summary>
    public void CreateDirectory(string path, UnixFileMode mode)
    {
        if (TopmostMissing(path) is { } made)
        {
            Add($"folder {made}", () => files.Delete(made));
            files.CreateDirectory(path, mode);
        }
    }

    /// <summary>Writes a file; takes back by writing what was there before.</summary>
    public void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Restore(path);
        files.WriteAtomically(path, content, mode);
    }

    /// <summary>Deletes a file; takes back by writing what was there.</summary>
    public void Delete(string path)
    {
        Restore(path);
        files.Delete(path);
    }

    public void CreateLink(string path, string target)
    {
        if (files.ReadLink(path) is { } before)
        {
            if (before == target)
            {
                return;
            }

            Add($"link {path}", () => files.CreateLink(path, before));
        }

        files.Delete(path);
        Add($"link {path}", () => files.Delete(path));
        files.CreateLink(path, target);
    }

    /// <summary>The new program takes the place of the old one, which is kept beside it until all is well.</summary>
    public void ReplaceProgram(string from, string to)
    {
        var previous = $"{to}.previous";
        if (files.KindOf(to) == FileKind.File)
        {
            // Windows lets a program that runs be moved, not be replaced.
            if (to.Contains('\\'))
            {
                files.Move(to, previous);
            }
            else
            {
                files.CopyAtomically(to, previous, FileModes.Executable);
            }

            Add($"program {to}", () => files.Move(previous, to));
        }
        else
        {
            Add($"program {to}", () => files.Delete(to));
        }

        files.CopyAtomically(from, to, FileModes.Executable);
    }

    /// <summary>Takes everything back. What cannot be is returned.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var left = new List<string>();
        while (_steps.TryPop(out var step))
        {
            try
            {
                await step.Act();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProcessStartException
                or InstallationException or OperationCanceledException)
            {
                left.Add($"{step.What} ({exception.Message})");
            }
        }

        return left;
    }

    private void Restore(string path)
    {
        if (files.KindOf(path) == FileKind.File)
        {
            var (before, mode) = (files.ReadAllBytes(path), files.ModeOf(path));
            Add($"file {path}", () => files.WriteAtomically(path, before, mode));
        }
        else
        {
            Add($"file {path}", () => files.Delete(path));
        }
    }

    private string? TopmostMissing(string path)
    {
        string? missing = null;
        for (var at = path; at.Length > 0 && files.KindOf(at) == FileKind.None; at = at[..Math.Max(0, at.LastIndexOfAny(['/', '\\']))])
        {
            missing = at;
        }

        return missing;
    }
}
