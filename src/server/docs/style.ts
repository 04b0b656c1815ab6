/** The style of the API page: one column to read, a list to jump from, light and dark by the reader's choice. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fbfaf8, #16171a);
  --card: light-dark(#ffffff, #1d1f23);
  --ink: light-dark(#1c1b19, #eceae6);
  --quiet: light-dark(#65615a, #a5a199);
  --line: light-dark(#e6e2db, #31343a);
  --code: light-dark(#f4f1ec, #141518);
  --accent: light-dark(#4c4fd6, #9b9dff);
  --get: light-dark(#0b6e52, #5fd3ad);
  --post: light-dark(#4244c4, #a3a5ff);
  --patch: light-dark(#8a5200, #f0b35a);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
a { color: var(--accent); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.layout { display: grid; grid-template-columns: 15.5rem minmax(0, 54rem); gap: 4rem; max-width: 78rem; margin: 0 auto; padding: 0 2rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 3rem 0 2rem; font-size: .875rem; }
nav .brand { font-size: 1.15rem; font-weight: 700; letter-spacing: -.02em; color: var(--ink); text-decoration: none; }
nav h2 { margin: 1.6rem 0 .35rem; font-size: .75rem; letter-spacing: .02em; color: var(--quiet); font-weight: 600; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .16rem 0; color: var(--ink); text-decoration: none; }
nav li a:hover { color: var(--accent); }
main { padding: 3rem 0 6rem; }
h1 { margin: 0 0 .75rem; font-size: clamp(2rem, 5vw, 2.75rem); line-height: 1.1; letter-spacing: -.03em; text-wrap: balance; }
main > p { max-width: 42rem; }
section > h2 { margin: 4rem 0 .25rem; font-size: 1.6rem; letter-spacing: -.02em; }
section > p { margin: 0 0 1.25rem; color: var(--quiet); }
article { margin: 0 0 1.25rem; padding: 1.35rem 1.5rem 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
article h3 { margin: 0 0 .6rem; font-size: 1.05rem; font-weight: 600; line-height: 1.4; }
.route { display: flex; flex-wrap: wrap; align-items: baseline; gap: .6rem; font: .9rem/1.5 var(--mono); overflow-wrap: anywhere; }
.method { font-weight: 700; letter-spacing: .03em; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: light-dark(#b3261e, #ff9a8f); }
.open { padding: .05rem .55rem; border: 1px solid var(--line); border-radius: 99px; font: .75rem/1.6 system-ui, sans-serif; color: var(--quiet); }
h4 { margin: 1.15rem 0 .35rem; font-size: .8rem; font-weight: 600; color: var(--quiet); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th { font-weight: 600; color: var(--quiet); font-size: .8rem; }
th, td { padding: .45rem 1.25rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
td:last-child { padding-right: 0; }
article td:last-child { width: 62%; }
#codes table { min-width: 46rem; }
code { font: .86em/1.5 var(--mono); }
td code, p code { white-space: nowrap; }
pre { margin: 0; padding: .9rem 1.1rem; overflow-x: auto; background: var(--code); border: 1px solid var(--line); border-radius: 10px; font: .82rem/1.55 var(--mono); tab-size: 2; }
article > p { margin: .5rem 0 .75rem; }
.wide + pre { margin-top: .75rem; }
details { margin-top: 1rem; }
summary { cursor: pointer; font-size: .875rem; color: var(--accent); }
details[open] summary { margin-bottom: .6rem; }
@media (max-width: 60rem) {
  .layout { display: block; padding: 0 1.1rem; }
  nav { position: static; max-height: none; padding: 1.5rem 0 0; }
  nav h2, nav ul { display: none; }
  main { padding-top: 1.5rem; }
  article { padding: 1.1rem 1.1rem 1.25rem; }
}
`;
