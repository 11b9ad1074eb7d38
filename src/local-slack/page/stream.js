// @ts-check

/**
 * A stream of server-sent events that all tabs share: a browser keeps only six connections to one server, and each tab
 * with a stream of its own would soon leave none for anything else. The tab that holds the lock listens and passes on
 * to the others; when it is closed, the next one takes over.
 * @param {string} url
 * @param {(data: string) => void} onMessage
 * @param {(live: boolean) => void} onConnection with false while the server cannot be reached
 */
export function sharedStream(url, onMessage, onConnection) {
  const others = new BroadcastChannel(`stream ${url}`)
  others.onmessage = ({ data }) => hear(data)
  void navigator.locks.request(`stream ${url}`, () => {
    listen(url, (news) => {
      hear(news)
      others.postMessage(news)
    })
    return new Promise(() => {})
  })

  function hear(news) {
    if (typeof news.data === 'string') onMessage(news.data)
    else onConnection(news.live === true)
  }
}

function listen(url, tell) {
  const events = new EventSource(url)
  events.onmessage = (event) => tell({ data: event.data })
  events.onopen = () => tell({ live: true })
  events.onerror = () => tell({ live: false })
}
