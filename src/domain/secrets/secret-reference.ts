/** Where a secret is, never the secret: `env:NAME` or `file:/path`. People, forms and the configuration write the same. */
export const secretReference = /^(env:[A-Za-z_]\w*|file:\/\S+)$/
