/** What stands in place of a secret, in whatever is shown or written down. */
export const secretMark = '***'
