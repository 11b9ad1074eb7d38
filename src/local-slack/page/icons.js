// @ts-check

/** Line drawings on a field of 24 by 24. */
const drawings = {
  hash: 'M5 9h15M4 15h15M10 4 8 20M16 4l-2 16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  app: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  home: 'M4 11.5 12 4l8 7.5M6 10v10h4.5v-5h3v5H18V10',
  chat: 'M4 5h16v11H10l-4.5 4v-4H4z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a6.8 6.8 0 0 0 10.5 10.5z',
  half: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h4M12 12h6M12 17h4',
  clip: 'M19.5 11 11 19.5a4.6 4.6 0 0 1-6.5-6.5L13 4.5a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.6 1.6 0 0 1-2.3-2.3l7-7',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14.2a4.5 4.5 0 0 0 8 0M9 9.5v.01M15 9.5v.01',
  reply: 'M5 5h14v10h-7l-4.5 4v-4H5zM9 10h6',
  more: 'M12 5v.01M12 12v.01M12 19v.01',
  send: 'M4 4.5 21 12 4 19.5 6.5 12zM6.5 12H14',
  close: 'M6 6l12 12M18 6 6 18',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.5 8.5l-2 5-5 2 2-5z',
  tab: 'M14 4h6v6M20 4l-9 9M10 5H4v15h15v-6',
  down: 'M6 9.5l6 6 6-6',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  redo: 'M19 12a7 7 0 1 1-2.5-5.4M19 3v4.5h-4.5',
}

/**
 * A small picture beside words, which say the same; screen readers pass it by.
 * @param {keyof typeof drawings} name
 */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg'
  const picture = document.createElementNS(space, 'svg')
  picture.setAttribute('viewBox', '0 0 24 24')
  picture.setAttribute('class', 'icon')
  picture.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', drawings[name])
  picture.append(path)
  return picture
}
