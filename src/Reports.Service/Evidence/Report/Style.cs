using System.Security.Cryptography;
using System.Text;

namespace Reports.Service.Evidence.Report;

/// <summary>How a report looks: on a screen by day and by night, narrow or wide, and on paper.</summary>
internal static class Style
{
    /// <summary>Colours of actors and origins, told apart by those who see colours otherwise too (after Okabe and Ito).</summary>
    public const int Colours = 7;

    public static readonly string Sheet = """
        :root{color-scheme:light dark;--back:#fff;--ink:#1b1f24;--soft:#5a6470;--line:#d5dae0;--band:#f4f6f8;--mark:#b3261e;--link:#0b57a4;
        --c0:#0072b2;--c1:#d55e00;--c2:#008a63;--c3:#b0478c;--c4:#9a6b00;--c5:#2f7fb8;--c6:#555}
        @media(prefers-color-scheme:dark){:root{--back:#14171a;--ink:#e6e9ec;--soft:#9aa5b1;--line:#363d45;--band:#1d2227;--mark:#ff8a80;--link:#8ab8f0;
        --c0:#56b4e9;--c1:#f0894a;--c2:#3fc79a;--c3:#dd8fc0;--c4:#e6b84c;--c5:#8cc6ef;--c6:#aaa}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}
        h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
        h2{font-size:1.15rem;margin:2.25rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
        h3{font-size:1rem;margin:1.25rem 0 .25rem}
        p{margin:.5rem 0}
        .lead{font-size:1.15rem;margin:.75rem 0}
        .soft,.tick{color:var(--soft)}
        .warn{border-inline-start:4px solid var(--mark);background:var(--band);padding:.5rem .75rem}
        a{color:var(--link)}
        code,pre{font:.85em/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
        pre{background:var(--band);padding:.75rem;overflow-x:auto;white-space:pre-wrap}
        .wide{overflow-x:auto}
        svg{display:block;width:100%;min-width:40rem;height:auto}
        svg text{fill:var(--ink);font:13px system-ui,sans-serif;unicode-bidi:plaintext}
        svg .tick{fill:var(--soft);font-size:11px}
        svg .who{font-weight:600}
        svg .says{font-size:12px}
        svg .grid{stroke:var(--line)}
        svg .band{fill:var(--band)}
        svg .asked{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:4 3}
        svg .asked-day{fill:var(--mark);font-size:12px}
        svg .said{fill:var(--back);stroke-width:2}
        .a0{--c:var(--c0)}.a1{--c:var(--c1)}.a2{--c:var(--c2)}.a3{--c:var(--c3)}.a4{--c:var(--c4)}.a5{--c:var(--c5)}.a6{--c:var(--c6)}
        svg .bar,svg .arrow{fill:var(--c)}
        svg .said{stroke:var(--c)}
        svg .against .bar,svg .against .arrow{fill:var(--back);stroke:var(--c);stroke-width:1.5}
        svg .expected .bar,svg .later .bar,svg .context .bar,svg .beside .bar{opacity:.45}
        svg .replaced .bar,svg .ended .bar,svg .replaced .arrow,svg .ended .arrow{opacity:.3}
        svg .replaced .says,svg .ended .says{fill:var(--soft)}
        svg .ended .says{text-decoration:line-through}
        table{border-collapse:collapse;width:100%;font-size:.9rem}
        th,td{text-align:start;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}
        th{color:var(--soft);font-weight:600}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.5rem 0}
        dt{color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        .facts article{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;margin:.5rem 0;break-inside:avoid}
        .facts h3{margin:0 0 .25rem;overflow-wrap:anywhere}
        .facts p{margin:.15rem 0}
        @media(max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}h1{font-size:1.3rem}}
        @media print{:root{--back:#fff;--ink:#000;--soft:#444;--line:#999;--band:#f2f2f2}main{max-width:none;padding:0}svg{min-width:0}a{color:inherit}h2{break-after:avoid}}
        """.ReplaceLineEndings("\n");

    /// <summary>What the page's policy allows: this sheet, and nothing else from anywhere.</summary>
    public static string ContentPolicy =>
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Sheet)))}'; base-uri 'none'; form-action 'none'";
}
