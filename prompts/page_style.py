"""The page's style: black on white, for a screen and for two sheets of A4."""

STYLE = """
@page { size: A4; margin: 10mm }
* { box-sizing: border-box }
body { font: 13px/1.35 system-ui, sans-serif; color: #111; background: #fff; margin: 0 }
main { max-width: 190mm; margin: 0 auto; padding: 8px }
h1 { font-size: 20px; margin: 0 }
h2 { font-size: 14px; margin: 10px 0 3px; border-bottom: 1px solid #999 }
.under { margin: 0 0 4px; font-size: 14px }
ul { margin: 0; padding-left: 18px }
.said { font-size: 14px }
.said li { margin-bottom: 3px }
table { border-collapse: collapse; width: 100%; font-size: 11px }
th, td { text-align: left; vertical-align: top; padding: 1px 6px 1px 0; overflow-wrap: anywhere }
th, td { border-bottom: 1px solid #ddd }
th { font-weight: 600 }
td.n, th.n { text-align: right; white-space: nowrap }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 6px }
figure { margin: 0; break-inside: avoid }
svg { width: 100%; height: auto }
svg text { font: 9px system-ui, sans-serif; fill: #222 }
.line { fill: none; stroke: #111; stroke-width: 1.2 }
.mean { stroke: #111; stroke-width: 1 }
.limit { stroke: #111; stroke-width: 1; stroke-dasharray: 4 3 }
.hair { stroke: #ddd; stroke-width: 0.5 }
.dot { fill: #111 }
.mark { fill: #fff; stroke: #111; stroke-width: 1.6 }
.small { font-size: 10.5px; margin: 2px 0; color: #333 }
blockquote { margin: 2px 0 2px 10px }
.scroll { overflow-x: auto }
@media print {
  main { max-width: none; padding: 0 }
  body { font-size: 10px }
  .said, .under { font-size: 11px }
  table { font-size: 8.2px }
  .small { font-size: 8.2px }
  h2 { margin-top: 6px }
  .charts { grid-template-columns: repeat(3, 1fr) }
  .sheet + .sheet { break-before: page }
}
"""
