/** Pieces of Block Kit for the tests of its limits. */

export type Json = Readonly<Record<string, unknown>>

/** `count` things, made one by one. */
export function many<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** Text of that length. */
export function chars(length: number): string {
  return 'x'.repeat(length)
}

export const plain = (text: string): Json => ({ type: 'plain_text', text })
export const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text })
export const button = (more: Json = {}): Json => ({ type: 'button', text: plain('Go'), ...more })
export const actions = (...elements: readonly Json[]): Json => ({ type: 'actions', elements })
export const section = (more: Json): Json => ({ type: 'section', ...more })
export const option = (value: string, more: Json = {}): Json => ({ text: plain('An option'), value, ...more })
export const options = (count: number): readonly Json[] => many(count, (at) => option(`v${at}`))
export const select = (more: Json = {}): Json => ({ type: 'static_select', options: options(2), ...more })
export const input = (element: Json, more: Json = {}): Json => ({
  type: 'input',
  label: plain('A label'),
  element,
  ...more,
})
export const textInput = (more: Json = {}): Json => ({ type: 'plain_text_input', ...more })
export const confirm = (more: Json = {}): Json => ({
  title: plain('Sure?'),
  text: plain('It will stop.'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...more,
})
export const image = { type: 'image', image_url: 'https://pictures.example/a.png', alt_text: 'A picture' }
export const richText = (...elements: readonly Json[]): Json => ({ type: 'rich_text', elements })
export const richSection = (...elements: readonly Json[]): Json => ({
  type: 'rich_text_section',
  elements,
})
export const cell = (text: string): Json => ({ type: 'raw_text', text })
export const rows = (count: number, width: number, text = 'c'): readonly (readonly Json[])[] =>
  many(count, () => many(width, () => cell(text)))
export const table = (more: Json = {}): Json => ({ type: 'table', rows: rows(1, 1), ...more })
export const dataTable = (more: Json = {}): Json => ({
  type: 'data_table',
  caption: 'Tasks',
  rows: rows(2, 1),
  ...more,
})
export const card = (more: Json = {}): Json => ({ type: 'card', body: mrkdwn('A body'), ...more })
export const container = (children: readonly Json[], more: Json = {}): Json => ({
  type: 'container',
  title: plain('A container'),
  child_blocks: children,
  ...more,
})
export const pie = (segments: number, more: Json = {}): Json => ({
  type: 'data_visualization',
  title: 'Share',
  chart: { type: 'pie', segments: many(segments, (at) => ({ label: `s${at}`, value: 1 })) },
  ...more,
})
export const line = (series: number, points: number, axis: Json = {}): Json => ({
  type: 'data_visualization',
  title: 'Lag',
  chart: {
    type: 'line',
    series: many(series, (at) => ({
      name: `n${at}`,
      data: many(points, (point) => ({ label: `p${point}`, value: -1 })),
    })),
    axis_config: { categories: many(points, (point) => `p${point}`), ...axis },
  },
})
export const task = (id: string, more: Json = {}): Json => ({
  type: 'task_card',
  task_id: id,
  title: 'Copy',
  status: 'pending',
  ...more,
})
export const video = (more: Json = {}): Json => ({
  type: 'video',
  alt_text: 'A film',
  title: plain('A film'),
  thumbnail_url: 'https://films.example/a.png',
  video_url: 'https://films.example/a',
  ...more,
})
export const divider = { type: 'divider' }
export const modal = (more: Json = {}): Json => ({
  type: 'modal',
  title: plain('A title'),
  submit: plain('Go'),
  blocks: [divider],
  ...more,
})
export const home = (more: Json = {}): Json => ({ type: 'home', blocks: [divider], ...more })
