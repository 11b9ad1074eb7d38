// @ts-check

/** A person as a list shows them: `Bob Tan (Approver)`. */
export function mentionTitle({ realName, title }) {
  return title ? `${realName} (${title})` : realName
}
