import { WebClient } from '@slack/web-api'
import { whyIn } from '../../src/domain/approvals/ending.ts'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import { startLocalSlack } from '../../src/local-slack/server.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import { requestCard } from '../../src/views/request-card.ts'
import { sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { noon } from '../helpers/samples.ts'
import { look, type openBrowser } from './chromium.ts'
import { message } from './slack-page.ts'

type Browser = Awaited<ReturnType<typeof openBrowser>>

const minute = 60_000
const votedFor: Partial<ApprovalRequest> = {
  requester: 'U01ALICE',
  votes: ['U02BOB', 'U03CAROL'].map((by) => ({ by, hash: sampleApprovalRequest().hash, at: noon + minute })),
  useBy: noon + 16 * minute,
}
const begun = { executedBy: 'U01ALICE', executedAt: noon + 2 * minute }
const taskId = 'e1f6-jb101'

/** States that take an hour or a fault to come to: their messages are drawn from samples. */
const states: Readonly<Record<'expired' | 'stale' | 'failed', ApprovalRequest>> = {
  expired: sampleApprovalRequest({ requester: 'U01ALICE', state: 'expired' }),
  stale: sampleApprovalRequest({
    ...votedFor,
    state: 'stale',
    why: 'orders-dr: the delay could not be read. Not executed.',
  }),
  failed: sampleApprovalRequest({
    ...votedFor,
    ...begun,
    state: 'failed',
    results: { [taskId]: 'overdue' },
    why: 'DRS accepted the action, but its result has not shown in time.',
  }),
}

/** Pictures of the request’s message in those states: `<folder>/approval-<state>.png`. */
export async function pictureClosed(browser: Browser, folder: string): Promise<void> {
  const slack = await startLocalSlack({ rateLimits: false })
  try {
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl })
    const page = await browser.newPage(look)
    await page.goto(slack.pageUrl)
    for (const [state, ticket] of Object.entries(states)) {
      await client.chat.postMessage({ channel: 'C01MIGRATION', ...renderCard(requestCard(ticket)) })
      const shown = message(page, 'When asked')
      await shown
        .getByText(ticket.why === undefined ? 'Expired' : whyIn(ticket.why, 'en'))
        .first()
        .waitFor()
      await shown.evaluate((article) => article.scrollIntoView({ block: 'center' }))
      const clip = await shown.boundingBox()
      await page.screenshot({ path: `${folder}/approval-${state}.png`, ...(clip && { clip }) })
    }
  } finally {
    await slack.stop()
  }
}
