namespace Reports.Benchmarks.Peers;

/// <summary>
/// Today's control status and the disputed figures in SQL that DuckDB and PostgreSQL both read. It keeps to the handbook's
/// rules 1 to 3 and the classes of figures; it leaves out siege and denial layers, half-of and rounded figures, inheritance,
/// staleness, constraints and every why: a peer that does less.
/// </summary>
public static class ViewSql
{
    /// <summary>The facts that stand: rule 1, without a bound of knowing.</summary>
    public const string Standing = "SELECT f.* FROM facts f LEFT JOIN ends e ON e.fact = f.position WHERE e.fact IS NULL";

    /// <summary>One row a district: its parties and how many there are.</summary>
    /// <param name="today">Days since 1970-01-01.</param>
    public static string Status(int today) => $"""
        WITH claims AS (
          SELECT * FROM ({Standing}) s
          WHERE kind = 'control' AND stance IN ('asserted', 'alleged') AND relation <> 'besieges' AND first_day <= {today}
        ), ranked AS (
          SELECT *, row_number() OVER (PARTITION BY about, origin ORDER BY last_day DESC, published DESC, position DESC) AS back
          FROM claims
        ), latest AS (
          SELECT * FROM ranked WHERE back = 1
        ), changes AS (
          SELECT about, last_day, published, party, relation, leaves_room,
            row_number() OVER (PARTITION BY about ORDER BY last_day DESC, published DESC, position DESC) AS back
          FROM latest WHERE relation = 'took' AND NOT leaves_room
        ), alive AS (
          SELECT l.* FROM latest l LEFT JOIN changes c ON c.about = l.about AND c.back = 1
          WHERE c.about IS NULL OR l.party = c.party OR l.last_day > c.last_day OR (l.last_day = c.last_day AND l.published >= c.published)
        )
        SELECT about,
          count(DISTINCT CASE WHEN relation IN ('holds', 'took') THEN party END) AS parties,
          count(DISTINCT CASE WHEN relation = 'entered' THEN party END) AS entered,
          count(DISTINCT origin) AS origins,
          max(last_day) AS as_of
        FROM alive GROUP BY about
        """;

    /// <summary>One row a disputed figure: the windows of a key that overlap are one figure, and its origins' current numbers are compared.</summary>
    public const string Disputed = $"""
        WITH numbers AS (
          SELECT * FROM ({Standing}) s
          WHERE kind = 'figure' AND stance IN ('asserted', 'alleged') AND NOT linked
        ), marked AS (
          SELECT *, CASE WHEN first_day <= max(last_day) OVER (
              PARTITION BY series ORDER BY first_day, position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS opens
          FROM numbers
        ), windowed AS (
          SELECT *, sum(opens) OVER (PARTITION BY series ORDER BY first_day, position ROWS UNBOUNDED PRECEDING) AS win FROM marked
        ), ranked AS (
          SELECT *, row_number() OVER (PARTITION BY series, win, origin ORDER BY published DESC, position DESC) AS back FROM windowed
        ), figures AS (
          SELECT series, win, count(*) AS origins, max(low) AS top_low, min(coalesce(high, 9000000000000000)) AS bottom_high,
            max(anchor) AS top, min(anchor) AS bottom, bool_or(high IS NULL) AS open_end
          FROM ranked WHERE back = 1 GROUP BY series, win
        )
        SELECT series, win, origins FROM figures
        WHERE origins > 1 AND (top_low > bottom_high OR (open_end AND bottom > 0 AND top > 1.10 * bottom))
        """;
}
