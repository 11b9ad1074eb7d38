// @ts-check

/** Light, dark, or as the system has it; kept for all tabs of this browser. */
const choices = /** @type {const} */ (['system', 'light', 'dark'])

function stored() {
  return choices.find((one) => one === localStorage.getItem('theme')) ?? 'system'
}

/** What has been chosen. */
export function theme() {
  return stored()
}

/** Takes the next choice. */
export function nextTheme() {
  localStorage.setItem('theme', choices[(choices.indexOf(stored()) + 1) % choices.length] ?? 'system')
  applyTheme()
}

/** Makes the page look as chosen, here and whenever another tab chooses. */
export function applyTheme() {
  const chosen = stored()
  if (chosen === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
}

window.addEventListener('storage', (event) => {
  if (event.key === 'theme') applyTheme()
})
