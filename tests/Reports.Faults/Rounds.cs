using System.Globalization;

namespace Reports.Faults;

/// <summary>How often a fault is tried: seldom where the tests run every time, often where <c>tests/faults/run.sh</c> says so.</summary>
public static class Rounds
{
    /// <summary>A count from the environment, or a modest one.</summary>
    /// <exception cref="FormatException">The variable is set and no count.</exception>
    public static int Of(string variable, int modest) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? int.Parse(set, NumberStyles.None, CultureInfo.InvariantCulture) : modest;
}
