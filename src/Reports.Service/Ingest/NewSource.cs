using System.Collections.Immutable;
using Reports.EventStore.Log;
using Reports.Service.Coding;

namespace Reports.Service.Ingest;

/// <summary>A source that was made ready to be reported for the first time: what is stored of it is written.</summary>
/// <param name="Id">Of the source.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Line">Where its header stands in the file.</param>
/// <param name="Facts">In their order.</param>
/// <param name="Data">What is stored of the header, then of each fact.</param>
internal sealed record NewSource(string Id, StreamName Stream, int Line, ImmutableArray<CodedFact> Facts, ReadOnlyMemory<byte>[] Data);
