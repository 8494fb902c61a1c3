using System.Diagnostics.CodeAnalysis;
using System.Text;
using Reports.Domain.Events;
using Reports.Domain.Policies;
using Reports.EventStore.Events;
using Reports.EventStore.Log;

namespace Reports.Service.Evidence;

/// <summary>The policy of a bundle with every constant, in the bytes in which an event that adopts it would store it.</summary>
internal static class EvidencePolicy
{
    private const string Reason = "the policy of this bundle";

    public static byte[] ToJson(Policy policy)
    {
        using var serializer = new EventSerializer();
        return serializer.Serialize(new PolicyAdopted(policy, Reason));
    }

    /// <summary>Reads a policy, which has one spelling.</summary>
    public static bool TryParse(byte[] bytes, [NotNullWhen(true)] out Policy? policy, [NotNullWhen(false)] out string? error)
    {
        policy = null;
        try
        {
            var recorded = new RecordedEvent(Position.At(1), 0, Guid.Empty, default, Encoding.ASCII.GetBytes(EventTypes.PolicyAdopted), bytes, default);
            policy = ((PolicyAdopted)EventReader.Default.Read(recorded)).Policy;
        }
        catch (MalformedEventException e)
        {
            error = $"it is no policy: {e.Message}";
            return false;
        }

        error = "it is not written as a policy is";
        if (!ToJson(policy).AsSpan().SequenceEqual(bytes)) return false;
        error = null;
        return true;
    }
}
