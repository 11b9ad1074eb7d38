import type { Locale } from '../base/i18n.ts'
import type { NextSteps, Step } from '../domain/tasks/next-steps.ts'
import type { Button, Card, MenuEntry } from './card.ts'

/** What can be done next with the task that `value` names: buttons, and the rest in the menu. */
export function stepButtons(
  { primary, more, menu }: NextSteps,
  value: string,
  locale: Locale,
): Pick<Card, 'buttons' | 'menu'> {
  const item = ({ target, label }: Step): MenuEntry => ({ label: label[locale], action: target, value })
  const buttons: readonly Button[] = [
    ...(primary ? [{ ...item(primary), style: 'primary' as const }] : []),
    ...more.map(item),
  ]
  return { buttons, ...(menu.length > 0 && { menu: menu.map(item) }) }
}
