// @ts-check

/** What each person has read, by channel: the timestamp of the last message. All tabs of this browser share it. */
const keyOf = (as) => `read ${as}`

function readBy(as) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(as)) ?? '{}')
  } catch {
    // Somebody has written something else there; then nothing has been read yet.
    return {}
  }
}

/** The timestamp up to which a person has read a channel; empty when they have never seen it. */
export function readUpTo(as, channel) {
  return readBy(as)[channel] ?? ''
}

/** Notes that everything in a channel has been read; only while it is really before somebody's eyes. */
export function markRead(as, channel) {
  if (!channel?.lastTs || document.visibilityState !== 'visible') return
  const read = readBy(as)
  if (read[channel.id] === channel.lastTs) return
  localStorage.setItem(keyOf(as), JSON.stringify({ ...read, [channel.id]: channel.lastTs }))
}

/** Is there something in the channel that this person has not seen? */
export function isUnread(as, channel) {
  return channel.lastTs !== '' && channel.lastTs > readUpTo(as, channel.id)
}

/** Calls back when another tab has read something. */
export function onRead(listener) {
  window.addEventListener('storage', (event) => {
    if (event.key?.startsWith('read ')) listener()
  })
}
