import { type JsonObject, numberOf } from './json.ts'

/** A box beside the conversation, with buttons that call a URL; for what a sandbox offers besides Slack. */
export interface Panel {
  readonly title: string
  readonly lines: readonly string[]
  readonly actions: readonly PanelAction[]
}

export interface PanelAction {
  readonly label: string
  readonly method: string
  readonly url: string
  readonly body?: unknown
}

/** Panels that stand, or a function that gives them anew each time they are shown. */
export type Panels = readonly Panel[] | (() => readonly Panel[] | Promise<readonly Panel[]>)

/** The panels as they are now; one that tells why when they cannot be had. */
export async function currentPanels(panels: Panels): Promise<readonly Panel[]> {
  if (typeof panels !== 'function') return panels
  try {
    return await panels()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ title: 'Not available', lines: [reason], actions: [] }]
  }
}

/** What the page may know of them: no URLs. */
export function shownPanels(panels: readonly Panel[]): readonly JsonObject[] {
  return panels.map(({ title, lines, actions }) => ({
    title,
    lines,
    actions: actions.map((one) => one.label),
  }))
}

/** Calls the URL of one panel's action; only declared actions can be reached. */
export async function runPanelAction(panels: Panels, body: JsonObject): Promise<JsonObject> {
  const panel = (await currentPanels(panels))[numberOf(body.panel) ?? -1]
  const action = panel?.actions[numberOf(body.action) ?? -1]
  if (!action) return { ok: false, text: 'There is no such action.' }
  try {
    const response = await fetch(action.url, {
      method: action.method,
      ...(action.body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(action.body) }),
    })
    return { ok: response.ok, status: response.status, text: await response.text() }
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) }
  }
}
