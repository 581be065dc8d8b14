const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f4; color: #1b1b1b;
    font: 15px/1.4 "Segoe UI", system-ui, sans-serif; }
  main { box-sizing: border-box; width: min(440px, 100vw); padding: 36px 44px; background: #fff;
    box-shadow: 0 2px 6px rgb(0 0 0 / 20%); }
  h1 { margin: 0 0 12px; font-size: 24px; font-weight: 600; }
  form { margin: 12px 0 0; }
  ul { margin: 12px 0; padding-left: 20px; }
  label { display: block; margin-bottom: 4px; }
  input { box-sizing: border-box; width: 100%; padding: 6px 8px; font: inherit; }
  small, code { color: #555; font-size: 13px; }
  button { font: inherit; padding: 6px 20px; border: 1px solid #8a8a8a; background: #fff; cursor: pointer; }
  button.main { border-color: #0067b8; background: #0067b8; color: #fff; }
  button.row { display: block; width: 100%; padding: 12px 4px; border: 0; border-bottom: 1px solid #ddd; text-align: left; }
  button.row:hover, button.row:focus { background: #f2f2f2; }
  .actions { display: flex; justify-content: flex-end; gap: 8px; margin-top: 24px; }`;

/** Text as part of a page. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A page with a heading; `body` is HTML. It works without scripts. */
export function page(heading: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(heading)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** A form that posts to `action`; `body` is HTML, `hidden` goes along. */
export function form(action: string, body: string, hidden: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  return `<form method="post" action="${escape(action)}">\n${[...fields, body].join('\n')}\n</form>`;
}

/** A button; `main` is the one that goes on. */
export function button(text: string, name: string, look: 'main' | 'other' = 'other'): string {
  return `<button type="submit" name="${name}" value="yes"${look === 'main' ? ' class="main"' : ''}>${escape(text)}</button>`;
}

/** Buttons in a row at the end. */
export function actions(...buttons: readonly string[]): string {
  return `<div class="actions">${buttons.join('\n')}</div>`;
}
