import { type Locale, locales, type Text } from '../base/i18n.ts'
import type { SecretRequest } from '../domain/secrets/one-time-link.ts'
import { Html, html } from './html.ts'
import { forConnection, pageWords } from './words.ts'

/** The pages, as whole documents. They hold no script and no style of their own. */

/** Where the style stands, seen from a page `/s/<token>`. */
const stylePath = '../style.css'

function page(locale: Locale, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${pageWords.product[locale]}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text
}

/** Names of the fields in a sent form. */
export const codeName = 'code'
export function fieldName(at: number): string {
  return `secret${at}`
}

/** The form behind a link. What was typed is never shown again. */
export function formPage(request: SecretRequest, problem?: Text): string {
  const { locale, connection } = request
  const title = request.purpose[locale]
  const body = html`<h1>${title}</h1>
<p class="soft">${forConnection[locale](connection)}</p>
${problem && html`<p class="bad" role="alert">${problem[locale]}</p>`}
<p>${pageWords.safe[locale]}</p>
<form method="post" autocomplete="off">
${codeField(locale)}
${request.fields.map((field, at) => secretField(fieldName(at), field.label[locale]))}
<button type="submit">${pageWords.submit[locale]}</button>
</form>`
  return page(locale, problem ? `${pageWords.problem[locale]}: ${title}` : title, body)
}

function codeField(locale: Locale): Html {
  return html`<label for="${codeName}">${pageWords.code[locale]}</label>
<input id="${codeName}" name="${codeName}" class="code" inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required
  autocomplete="one-time-code" aria-describedby="code-hint">
<p id="code-hint" class="soft">${pageWords.codeHint[locale]}</p>`
}

function secretField(name: string, label: string): Html {
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="password" required autocomplete="off" spellcheck="false">
`
}

export function donePage(locale: Locale): string {
  return page(locale, pageWords.done[locale], notice(locale, pageWords.done, pageWords.back))
}

export function failedPage(locale: Locale): string {
  return page(locale, pageWords.failed[locale], notice(locale, pageWords.failed, pageWords.failedWhy))
}

/** For somebody of whom nothing is known: in all languages, one below the other. */
export function plainPage(title: Text, why: Text): string {
  const notices = locales.map((locale) => html`<div lang="${locale}">${notice(locale, title, why)}</div>`)
  const [first, ...others] = notices
  const rest = others.map((other) => new Html(other.text.replaceAll('h1>', 'h2>')))
  return page('en', locales.map((locale) => title[locale]).join(' / '), html`${first}${rest}`)
}

function notice(locale: Locale, title: Text, why: Text): Html {
  return html`<h1>${title[locale]}</h1>
<p>${why[locale]}</p>`
}

export const gonePage = plainPage(pageWords.gone, pageWords.goneWhy)
export const oftenPage = plainPage(pageWords.often, pageWords.oftenWhy)
export const refusedPage = plainPage(pageWords.refused, pageWords.refusedWhy)
export const brokenPage = plainPage(pageWords.failed, pageWords.failedWhy)
export const unknownPage = plainPage(pageWords.unknown, pageWords.unknownWhy)
