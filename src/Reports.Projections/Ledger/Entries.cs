using System.Runtime.InteropServices;
using Reports.Domain.Facts;

namespace Reports.Projections.Ledger;

/// <summary>Marks on a fact. Stored in saved checkpoints.</summary>
[Flags]
internal enum FactMarks : byte
{
    None = 0,

    /// <summary>Corrected or retracted by a later event; when and how is kept beside the facts.</summary>
    Ended = 1,

    /// <summary>The outlet dropped the attribution: not an independent voice.</summary>
    AttributionLost = 2,

    /// <summary>The fact itself replaces an earlier one.</summary>
    IsCorrection = 4,

    /// <summary>A figure that refers to another fact of its source, by "half of" or by rounding it.</summary>
    Linked = 8,

    /// <summary>Graded otherwise than its source's coder did; the grades are kept beside the facts.</summary>
    Regraded = 16,
}

/// <summary>A control fact, as numbers. Saved byte by byte: filling up to whole words is declared, so that it is always zero.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ControlEntry
{
    public long Position;
    public int Source;
    public uint Key;
    public int Place;
    public int Actor;
    public int Origin;
    public int Time;

    /// <summary>Day it begins to hold.</summary>
    public int Begin;

    /// <summary>The last day at which the origin is known to claim it: see <see cref="ControlStatus.ControlRules.Through"/>.</summary>
    public int Through;

    /// <summary>Day from which a reader could know.</summary>
    public int Published;

    public int NextInSource;
    public Relation Relation;
    public Extent Extent;
    public Stance Stance;
    public byte Grade;
    public FactMarks Marks;
    public byte Filling;
    public short MoreFilling;
}

/// <summary>A figure, as numbers, filled up like <see cref="ControlEntry"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FigureEntry
{
    public long Position;
    public int Source;
    public uint Key;
    public int Series;
    public int Origin;
    public int Quantity;
    public int Window;
    public int Begin;
    public int Published;
    public int NextInSource;
    public int NextInSeries;
    public Stance Stance;
    public byte Grade;
    public FactMarks Marks;
    public byte Filling;
}

/// <summary>What figures must share to be comparable, but for their windows.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SeriesEntry
{
    public int About;
    public Measure Measure;
    public Population Population;
    public Modality Modality;
    public Scope Scope;
    public int FirstFact;
    public int LastFact;
    public int Count;
    public int NextForAbout;
}

/// <summary>One source's statement of an incident.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct IncidentEntry
{
    public long Position;
    public int Source;
    public int Incident;
    public int Origin;
    public int Time;
    public int Begin;
    public int Published;
    public int From;
    public int To;
    public int Participants;
    public int PartOf;
    public int NextInSource;
    public int NextForIncident;
    public IncidentKind Kind;
    public Stance Stance;
    public byte Grade;
    public FactMarks Marks;
}

/// <summary>One version of a source's header.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SourceEntry
{
    public long Position;

    /// <summary>Position of the withdrawal; 0 for none.</summary>
    public long Withdrawn;
    public int Id;
    public int Outlet;
    public int Published;

    /// <summary>The latest publication of any source up to this one in the log.</summary>
    public int LastPublished;

    /// <summary>The version that this one corrects, or −1.</summary>
    public int Corrects;
    public int FirstFact;
    public int LastFact;
}

/// <summary>When a fact stopped counting.</summary>
/// <param name="Position">The position of the event that ended it.</param>
/// <param name="Published">The day from which a reader could know, when a source published the correction; else <see cref="int.MinValue"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct FactEnd(long Position, int Published);

/// <summary>A grade that an analyst gave to a fact.</summary>
/// <param name="From">The position from which it counts for this version of the fact.</param>
/// <param name="Position">The position of the event that gave it: for one that a corrected fact took over, an earlier one.</param>
/// <param name="Previous">The one before it of the same fact, or −1.</param>
/// <param name="Grade">As <c>Grade</c> stores it; 0 for none. A whole word, so that there is no filling.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct RegradeEntry(long From, long Position, int Previous, int Grade);
