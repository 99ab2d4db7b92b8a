using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Journal;

public sealed class OperationJournalTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("vlink-journal-").FullName;
    private readonly TestDisk _disk;
    private readonly ConnectorFolder _folder;
    private readonly ManualTimeProvider _time = new();

    public OperationJournalTests() => (_disk, _folder) = (new TestDisk(new LocalFiles(), _root), new ConnectorFolder($"{_root}/vAgentManager"));

    [Fact]
    public void TryBegin_OfAKnownOperation_IsFalseForEver()
    {
        var id = Guid.NewGuid();
        Assert.True(Load().TryBegin(id));
        Assert.False(Load().TryBegin(id));
        var journal = Load();
        journal.Confirm(id);
        Assert.False(Load().TryBegin(id));
    }

    [Fact]
    public void Load_AfterACrashWhileItRan_SaysInterrupted()
    {
        var id = Guid.NewGuid();
        Load().TryBegin(id);
        Assert.Equal(OperationOutcome.Interrupted, Load().Find(id)?.End?.Outcome);
    }

    [Fact]
    public void Load_OfABrokenEntry_SaysInterruptedAndDoesNotForget()
    {
        var id = Guid.NewGuid();
        Load().TryBegin(id);
        File.WriteAllText($"{_folder.Journal}/{id}.json", "{");
        var journal = Load();
        Assert.Equal(OperationOutcome.Interrupted, journal.Find(id)?.End?.Outcome);
        Assert.False(journal.TryBegin(id));
    }

    [Fact]
    public void Finish_Twice_KeepsTheFirstEnd()
    {
        var (journal, id) = (Load(), Guid.NewGuid());
        journal.TryBegin(id);
        journal.Finish(id, End(OperationOutcome.Succeeded));
        journal.Finish(id, End(OperationOutcome.Cancelled));
        Assert.Equal(OperationOutcome.Succeeded, Load().Find(id)?.End?.Outcome);
    }

    /// <summary>Whatever is done and wherever the disk fails, after a restart: what began is known, and what the journal said of an end holds.</summary>
    [Fact]
    public void Journal_WhenTheDiskFailsAtAnyWrite_NeverForgetsWhatBegan() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<byte[], byte>((steps, failAt) =>
        {
            var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToArray();
            var (begun, ended, finished) = (new HashSet<Guid>(), new HashSet<Guid>(), new HashSet<Guid>());
            _disk.FailAt(0);
            _disk.Delete(_folder.Journal);
            var journal = Load();
            _disk.FailAt((failAt % 12) + 1);
            foreach (var step in steps)
            {
                Do(journal, step, ids[step % ids.Length], begun, ended, finished);
            }

            _disk.FailAt(0);
            var after = Load();
            return begun.All(id => !after.TryBegin(id))
                && finished.All(id => after.Find(id)?.End?.Outcome == OperationOutcome.Succeeded)
                && begun.Except(finished).All(id => after.Find(id)?.End?.Outcome == OperationOutcome.Interrupted);
        }));

    [Fact]
    public void Confirm_DropsTheOutputAndAfterAWeekTheEntry()
    {
        var (journal, id) = (Load(), Guid.NewGuid());
        journal.TryBegin(id);
        journal.Finish(id, End(OperationOutcome.Succeeded));
        File.WriteAllText(journal.SpoolPath(id), "x");
        journal.Confirm(id);
        Assert.False(File.Exists(journal.SpoolPath(id)));
        Assert.Empty(journal.Unconfirmed);
        Assert.NotNull(journal.Find(id));

        _time.Advance(OperationJournal.KeptFor + TimeSpan.FromSeconds(1));
        Assert.Null(Load().Find(id));
        Assert.Empty(Directory.EnumerateFiles(_folder.Journal));
    }

    [Fact]
    public void Confirm_OfMoreThanAreKept_DropsTheOldest()
    {
        const int kept = 10;
        var journal = OperationJournal.Load(_disk, _folder, _time, kept);
        var ids = Enumerable.Range(0, kept + 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
        {
            journal.TryBegin(id);
            journal.Finish(id, End(OperationOutcome.Succeeded));
            _time.Advance(TimeSpan.FromSeconds(1));
            journal.Confirm(id);
        }

        Assert.All(ids.Take(5), id => Assert.Null(journal.Find(id)));
        Assert.Equal(kept, Directory.EnumerateFiles(_folder.Journal).Count());
    }

    [Fact]
    public void Forget_OfWhatRuns_KeepsItUntilItHasEnded()
    {
        var (journal, id) = (Load(), Guid.NewGuid());
        journal.TryBegin(id);
        journal.Forget(id);
        Assert.NotNull(journal.Find(id));
        journal.Finish(id, End(OperationOutcome.Succeeded));
        journal.Forget(id);
        Assert.Null(Load().Find(id));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private OperationJournal Load() => OperationJournal.Load(_disk, _folder, _time);

    private JournalEnd End(OperationOutcome outcome) => new() { Outcome = outcome, FinishedAt = _time.GetUtcNow(), OutputLength = 0 };

    private void Do(OperationJournal journal, byte step, Guid id, HashSet<Guid> begun, HashSet<Guid> ended, HashSet<Guid> finished)
    {
        try
        {
            if (step < 128)
            {
                if (journal.TryBegin(id))
                {
                    begun.Add(id);
                }
            }
            else if (begun.Contains(id) && ended.Add(id))
            {
                journal.Finish(id, End(OperationOutcome.Succeeded));
                finished.Add(id);
            }
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            // What was not taken was not promised.
        }
    }
}
