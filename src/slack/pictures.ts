import type { Log } from '../base/log.ts'
import type { Card, Picture } from '../views/card.ts'
import type { SlackPort } from './port.ts'

/** A picture that cannot be drawn or uploaded is told in words; it keeps nothing else from anybody. */
interface PictureDeps {
  readonly slack: Pick<SlackPort, 'uploadPicture'>
  readonly log: Log
}

/** The card with its pictures where Slack finds them. */
export async function withPictures({ slack, log }: PictureDeps, card: Card): Promise<Card> {
  if (card.pictures === undefined) return card
  const uploaded = card.pictures.map(async ({ chart }): Promise<Picture> => {
    try {
      return { chart, file: await slack.uploadPicture(chart) }
    } catch (err) {
      log.warn({ err }, 'a picture could not be shown')
      return { chart }
    }
  })
  return { ...card, pictures: await Promise.all(uploaded) }
}
