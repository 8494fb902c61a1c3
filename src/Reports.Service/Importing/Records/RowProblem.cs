namespace Reports.Service.Importing.Records;

/// <summary>Why a row of a file became no source.</summary>
/// <param name="Row">Counted from 1, without the header.</param>
/// <param name="Line">Where the row begins in the file, from 1.</param>
/// <param name="Column">The column's name; empty where the row as a whole is meant.</param>
/// <param name="Value">What stands there, as far as it helps.</param>
public sealed record RowProblem(long Row, long Line, string Column, string Reason, string Value);
