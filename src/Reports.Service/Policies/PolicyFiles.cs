using System.Collections.Immutable;
using Reports.Domain.Policies;
using Reports.Service.Coding;
using Reports.Service.Ingest;

namespace Reports.Service.Policies;

/// <summary>Policies in files: YAML or JSON, a built-in policy with other constants.</summary>
public static class PolicyFiles
{
    /// <summary>The policy, or everything that is wrong with the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (Policy? Policy, ImmutableArray<CodingError> Errors) Read(InputFile file)
    {
        try
        {
            var reader = new PolicyFileReader(file.Name);
            var policy = reader.Read(DocumentReader.Read(file.Name, file.Read()));
            return (policy, reader.Errors);
        }
        catch (UnreadableDocumentException e)
        {
            return (null, [new CodingError(file.Name, e.Line, e.Column, "", e.Message)]);
        }
    }
}
