/** The one style of the pages: light and dark, large enough to read and to hit, at home on a phone. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --card: #ffffff; --ink: #1d2129; --soft: #4b5563; --line: #6b7280;
  --main: #1f3a5f; --on-main: #ffffff; --bad: #b00020;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --card: #1e2229; --ink: #f1f3f6; --soft: #b9c0cb; --line: #8b94a3;
    --main: #9cc2f0; --on-main: #10151c; --bad: #ff9a9a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif;
}
main { max-width: 30rem; margin: 0 auto; padding: 1.5rem; background: var(--card); border-radius: .75rem; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
p { margin: .5rem 0; }
.soft { color: var(--soft); }
.bad { color: var(--bad); font-weight: 600; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input {
  width: 100%; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .5rem;
}
.code { max-width: 9rem; letter-spacing: .2em; font-variant-numeric: tabular-nums; }
button {
  margin-top: 1.5rem; padding: .75rem 1.25rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-main); background: var(--main); border: 0; border-radius: .5rem;
}
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
`
