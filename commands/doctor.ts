import * as z from 'zod'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { doctorCard, doctorReport } from '../src/views/doctor-card.ts'

/** With so many findings the card is for the glance, and the file for the whole. */
const mostOnCard = 12

/** What `npm run doctor` says, from Slack, of the connections of which the person is an admin. */
export const doctorCommand = command({
  name: 'doctor',
  group: 'admin',
  summary: {
    en: 'Check Slack, Redis and the connections to DRS',
    'zh-CN': '检查 Slack、Redis 与 DRS 连接',
  },
  role: 'admin',
  uses: [],
  capabilities: ['diagnosis'],
  args: z.strictObject({}),
  async run({ diagnosis, locale }) {
    const results = await diagnosis.run()
    const card = doctorCard(results, locale)
    if (results.length <= mostOnCard) return reply.toMe(card)
    const bytes = new TextEncoder().encode(doctorReport(results, locale))
    return { kind: 'file', file: { name: 'drs-doctor.txt', bytes }, card }
  },
})
