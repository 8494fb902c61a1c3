using System.Globalization;
using System.Text;
using Reports.EventStore.Log;

namespace Reports.EventStore.Integrity;

/// <summary>
/// The folder beside a log in which its signed checkpoints stand, one note for each size (<c>251.checkpoint</c>), with the first
/// public key (<c>log.vkey</c>) and every rotation since (<c>rotation-1.note</c>). All of it may be given to anybody. Reading is
/// thread safe; who writes holds the lock of the <see cref="TreeFolder"/>.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class CheckpointHistory(string path)
{
    private const string Suffix = ".checkpoint";

    public string Path { get; } = path;

    private string FirstKeyPath => System.IO.Path.Combine(Path, "log.vkey");

    /// <summary>The folder of the ledger in a file: <c>ledger.db-checkpoints</c>.</summary>
    public static CheckpointHistory Beside(string ledger) => new(ledger + "-checkpoints");

    /// <summary>The file of the checkpoint of a size.</summary>
    public string PathOf(long size) => System.IO.Path.Combine(Path, size.ToString(CultureInfo.InvariantCulture) + Suffix);

    /// <summary>The file of the n-th rotation, from 1.</summary>
    public string RotationPath(int number) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"rotation-{number}.note"));

    /// <summary>The sizes of which there is a checkpoint, in order.</summary>
    public IReadOnlyList<long> Sizes()
    {
        if (!Directory.Exists(Path)) return [];
        var sizes = new List<long>();
        foreach (var file in Directory.EnumerateFiles(Path, "*" + Suffix))
            if (long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && file == PathOf(size))
                sizes.Add(size);
        sizes.Sort();
        return sizes;
    }

    /// <summary>The checkpoint of a size; its signatures are not checked.</summary>
    /// <exception cref="LogDamagedException">It is not what was written.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public SignedCheckpoint Read(long size)
    {
        if (!SignedCheckpoint.TryParse(ReadNote(PathOf(size)), out var signed, out var error)) throw new LogDamagedException($"{PathOf(size)}: {error}");
        return signed.Checkpoint.Size == size ? signed : throw new LogDamagedException($"{PathOf(size)} is a checkpoint of size {signed.Checkpoint.Size}");
    }

    /// <summary>The checkpoint of the largest size; null when there is none.</summary>
    /// <exception cref="LogDamagedException">It is not what was written.</exception>
    public SignedCheckpoint? Latest() => Sizes() is [.., var last] ? Read(last) : null;

    /// <summary>Adds a checkpoint, or its signatures to the one of the same size.</summary>
    /// <returns>The checkpoint as it stands now.</returns>
    /// <exception cref="LogDamagedException">There is another checkpoint of this size: the log would say two things.</exception>
    public SignedCheckpoint Add(SignedCheckpoint signed)
    {
        var size = signed.Checkpoint.Size;
        if (File.Exists(PathOf(size)))
        {
            var known = Read(size);
            if (known.Note.Text != signed.Note.Text)
                throw new LogDamagedException($"{PathOf(size)} has the root {known.Checkpoint.Root}, and {signed.Checkpoint.Root} is to be signed: the log was changed");
            signed = known with { Note = known.Note.With(signed.Note.Signatures) };
            if (signed.Note.Signatures.Count == known.Note.Signatures.Count) return known;
        }

        Directory.CreateDirectory(Path);
        DurableFile.Replace(PathOf(size), signed.Note.ToUtf8());
        return signed;
    }

    /// <summary>The keys of the log; null when none was ever made.</summary>
    /// <exception cref="LogDamagedException">A rotation does not follow from the one before.</exception>
    public LogKeys? Keys()
    {
        if (!File.Exists(FirstKeyPath)) return null;
        if (!VerifierKey.TryParse(Encoding.UTF8.GetString(ReadNote(FirstKeyPath)).TrimEnd('\n'), out var first, out var error))
            throw new LogDamagedException($"{FirstKeyPath}: {error}");
        var keys = new LogKeys(first);
        var number = 0;
        foreach (var rotation in Rotations())
        {
            number++;
            try
            {
                keys = keys.After(rotation);
            }
            catch (FormatException e)
            {
                throw new LogDamagedException($"{RotationPath(number)}: {e.Message}", e);
            }
        }

        return keys;
    }

    /// <summary>Every rotation, the first one first, each signed by both of its keys.</summary>
    /// <exception cref="LogDamagedException">One is not what was written.</exception>
    public IReadOnlyList<KeyRotation> Rotations()
    {
        var rotations = new List<KeyRotation>();
        for (var number = 1; File.Exists(RotationPath(number)); number++)
        {
            if (!KeyRotation.TryVerify(ReadNote(RotationPath(number)), out var rotation, out var error)) throw new LogDamagedException($"{RotationPath(number)}: {error}");
            rotations.Add(rotation);
        }

        return rotations;
    }

    /// <summary>The notes of the rotations as they stand, the first one first, with the names of their files: for whoever gives them out.</summary>
    public IEnumerable<(string Name, byte[] Note)> RotationNotes()
    {
        for (var number = 1; File.Exists(RotationPath(number)); number++)
            yield return (System.IO.Path.GetFileName(RotationPath(number)), ReadNote(RotationPath(number)));
    }

    /// <summary>Records the first key.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public void Begin(VerifierKey key)
    {
        Directory.CreateDirectory(Path);
        DurableFile.Create(FirstKeyPath, Encoding.UTF8.GetBytes(key + "\n"));
    }

    /// <summary>Records a rotation that both keys signed.</summary>
    public void Add(SignedNote rotation)
    {
        var number = 1;
        while (File.Exists(RotationPath(number))) number++;
        DurableFile.Create(RotationPath(number), rotation.ToUtf8());
    }

    private static byte[] ReadNote(string path) => new FileInfo(path) is { Exists: true, Length: > SignedNote.MaxBytes }
        ? throw new LogDamagedException($"{path} has more than {SignedNote.MaxBytes} bytes")
        : File.ReadAllBytes(path);
}
