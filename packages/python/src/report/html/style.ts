/** The style of the page: one column on a phone, light and dark as the reader has it. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf8; --panel: #ffffff; --text: #1d1f23; --quiet: #5d636e; --line: #dedbd5;
  --good: #17693a; --bad: #b3202a; --warn: #8a5a00; --mark: #fdebc8; --track: #eeebe5;
  --lint: #2f6fb3; --typecheck: #7a4fb0; --tests: #b0651a; --uv: #6b7280;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --panel: #1c1f23; --text: #e6e4df; --quiet: #a2a8b3; --line: #33373d;
    --good: #6fcf97; --bad: #ff8a84; --warn: #e8b45a; --mark: #4a3b14; --track: #282c32;
    --lint: #6ea8e6; --typecheck: #b592e8; --tests: #e2a25c; --uv: #8f96a3;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.5rem; margin: 0; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.verdict { border: 1px solid; border-radius: 4px; padding: 0 .4em; margin-right: .25em; }
.green, .good { color: var(--good); } .red, .broken, .bad { color: var(--bad); } .interrupted, .warn { color: var(--warn); }
.none, header p, .scale { color: var(--quiet); }
.scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .75rem; border-top: 1px solid var(--line); white-space: nowrap; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; }
tbody th { font-weight: 500; white-space: normal; overflow-wrap: anywhere; min-width: 8rem; }
.number { text-align: right; }
ol.waterfall { list-style: none; margin: .5rem 0 0; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.waterfall li { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; padding: .2rem 0; font-size: .9375rem; font-variant-numeric: tabular-nums; }
.waterfall .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.waterfall .track { grid-column: 1 / -1; position: relative; height: .75rem; background: var(--track); border-radius: 3px; }
.waterfall .bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; background: var(--tests); opacity: .55; }
.waterfall .lint { background: var(--lint); } .waterfall .typecheck { background: var(--typecheck); } .waterfall .environment { background: var(--uv); }
.waterfall .critical { font-weight: 650; } .waterfall .critical .bar { opacity: 1; outline: 2px solid var(--text); }
.scale { display: flex; justify-content: space-between; gap: 1rem; font-size: .875rem; }
ul.findings { list-style: none; margin: 0; padding: 0; }
.findings li { padding: .5rem 0; border-top: 1px solid var(--line); }
.place, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { overflow-x: auto; margin: .35rem 0 0; padding: .5rem 0; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; line-height: 1.45; }
pre mark { background: var(--mark); color: inherit; display: inline-block; min-width: 100%; }
svg { display: block; width: 100%; height: 7.5rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
rect.green { fill: var(--good); } rect.red, rect.broken { fill: var(--bad); } rect.interrupted { fill: var(--warn); }
line.budget { stroke: var(--text); stroke-dasharray: 6 4; stroke-width: 1; vector-effect: non-scaling-stroke; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .75rem 0 0; }
.facts dt { color: var(--quiet); font-size: .875rem; } .facts dd { margin: 0; font-size: 1.125rem; font-variant-numeric: tabular-nums; }
@media (min-width: 45rem) {
  .waterfall li { grid-template-columns: 18rem 4.5rem 1fr; align-items: center; }
  .waterfall .track { grid-column: auto; } .waterfall .took { text-align: right; }
  .scale { font-size: .9375rem; }
}
`;
