import { BlockList, isIP } from 'node:net'

/** Addresses that the bot sends keys, tokens and passwords to. */

/** Only for this machine, whatever network it is in. */
const linkLocal = new BlockList()
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4')
linkLocal.addSubnet('fe80::', 10, 'ipv6')
linkLocal.addAddress('fd00:ec2::254', 'ipv6')
linkLocal.addAddress('100.100.100.200', 'ipv4')
linkLocal.addSubnet('0.0.0.0', 8, 'ipv4')
linkLocal.addAddress('::', 'ipv6')

/** Under these names clouds tell a machine its own keys. */
const metadataName = /^(?:metadata|instance-data)(?:\.|$)|\.metadata\.|^169-254-169-254\./

/** What is wrong with the address of an API, in words that follow its name; undefined: nothing. */
export function endpointProblem(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return 'must be a URL that begins with https:// or http://, the latter for 127.0.0.1 and localhost only'
  const { protocol, hostname, username, password } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (username !== '' || password !== '') return 'must have no user or password in it'
  if (isLinkLocal(host))
    return `is “${hostname}”, where a cloud tells its machines their keys; use the address of the API`
  if (protocol === 'http:' && !isLoopback(host))
    return 'must begin with https://, as keys travel there (http:// for 127.0.0.1 and localhost only)'
  return undefined
}

function isLinkLocal(host: string): boolean {
  const family = isIP(host)
  if (family === 0) return metadataName.test(host)
  return linkLocal.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

/** What does not leave the machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
