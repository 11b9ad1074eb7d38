import type { ModalView } from '@slack/types'

/** Every input element that a form can have, and a card with a menu and a dangerous button. */

export const words = (text: string) => ({ type: 'plain_text' as const, text })
export const option = (text: string, value = text) => ({ text: words(text), value })
const colours = [option('Red'), option('Green'), option('Blue')]

export function everything(count: number): ModalView {
  const input = (name: string, element: object, more: object = {}) =>
    ({
      type: 'input',
      block_id: name,
      label: words(name),
      element: { action_id: 'it', ...element },
      ...more,
    }) as never
  return {
    type: 'modal',
    callback_id: 'everything',
    title: words('Everything'),
    submit: words('Send'),
    blocks: [
      input('Line', { type: 'plain_text_input', placeholder: words('One line') }),
      input('Lines', { type: 'plain_text_input', multiline: true }),
      input('Number', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '10' }),
      input('Address', { type: 'url_text_input' }),
      input('Mail', { type: 'email_text_input' }),
      input('Colour', { type: 'static_select', options: colours }),
      input('Colours', { type: 'multi_static_select', options: colours, max_selected_items: 2 }),
      input('Grouped', {
        type: 'static_select',
        option_groups: [
          { label: words('Warm'), options: [option('Orange')] },
          { label: words('Cold'), options: [option('Cyan')] },
        ],
      }),
      input('Task', { type: 'external_select', min_query_length: 2 }),
      input('Tasks', { type: 'multi_external_select', min_query_length: 0 }),
      input('Person', { type: 'users_select' }),
      input('People', { type: 'multi_users_select' }),
      input('Conversation', { type: 'conversations_select' }),
      input('Channel', { type: 'channels_select' }),
      input('One of', { type: 'radio_buttons', options: colours }),
      input('Some of', { type: 'checkboxes', options: colours }),
      input('Day', { type: 'datepicker' }),
      input('Time', { type: 'timepicker' }),
      input('Moment', { type: 'datetimepicker' }),
      input('Text', { type: 'rich_text_input' }),
      input('File', { type: 'file_input', filetypes: ['csv'], max_files: 2 }),
      {
        type: 'actions',
        block_id: `acts${count}`,
        elements: [
          { type: 'button', action_id: 'add', text: words(`Pressed ${count} times`) },
          { type: 'button', action_id: 'push', text: words('One more page') },
        ],
      },
    ],
  }
}

export const card = [
  {
    type: 'section' as const,
    text: words('orders-to-rds'),
    accessory: {
      type: 'overflow' as const,
      action_id: 'menu',
      options: [option('Pause', 'pause'), option('Resume', 'resume')],
    },
  },
  {
    type: 'actions' as const,
    elements: [
      {
        type: 'button' as const,
        action_id: 'stop',
        style: 'danger' as const,
        text: words('Stop'),
        confirm: {
          title: words('Stop it?'),
          text: words('The copy is lost.'),
          confirm: words('Stop'),
          deny: words('Keep'),
        },
      },
    ],
  },
]
