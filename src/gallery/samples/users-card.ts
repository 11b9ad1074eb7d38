import { say } from '../../base/i18n.ts'
import { commandTarget } from '../../domain/command-targets.ts'
import { formatRef } from '../../domain/tasks/task-ref.ts'
import { usersCard } from '../../views/users-card.ts'
import { peopleOf, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const choose = say('Choose…', '选择…')

function change(data: SampleData) {
  return {
    label: choose[data.locale],
    action: commandTarget('users', 'form'),
    value: formatRef(taskOf(data)),
  }
}

export const usersCardSamples = messageSamples(usersCard, {
  'before anybody chose': (data) => {
    const { users, roles } = peopleOf(data)
    const none = { users: users.map((one) => ({ ...one, chosen: false })), roles }
    return [taskOf(data), { people: none, set: false, change: change(data) }, data.locale]
  },
  'just chosen': (data) => [taskOf(data), { people: peopleOf(data), set: true }, data.locale],
})
