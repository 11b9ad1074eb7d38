/** Text that is HTML already. Everything else is escaped on its way into a page. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Html | undefined | readonly Part[]

/** A template of a page: what is put in is text, unless it was made by such a template itself. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const [first = '', ...others] = literals
  return new Html(others.reduce((text, literal, at) => `${text}${textOf(parts[at])}${literal}`, first))
}

function textOf(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(textOf).join('')
  return escaped(String(part))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}
