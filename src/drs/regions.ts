import { say, type Text } from '../base/i18n.ts'
import type { Generation } from './operation.ts'

/** A region in which DRS has an API. */
export interface RegionRow {
  readonly region: string
  readonly name: Text
  /** Host of DRS. */
  readonly endpoint: string
  /** Host of IAM, which gives the tokens. */
  readonly iam: string
  /** The APIs that the documents list for the region. */
  readonly generations: readonly Generation[]
}

/**
 * The endpoint tables of the DRS API reference: v3, Chinese edition 1-2; v3, English edition 1-1; v5, Chinese edition
 * 1-1. The English names are those of the console; the tables have only the Chinese ones.
 */
export const regions: readonly RegionRow[] = [
  v3('cn-north-1', say('CN North-Beijing1', '华北-北京一')),
  v3('cn-north-4', say('CN North-Beijing4', '华北-北京四')),
  v3('cn-north-9', say('CN North-Ulanqab1', '华北-乌兰察布一')),
  v3('cn-east-3', say('CN East-Shanghai1', '华东-上海一')),
  v3('cn-east-2', say('CN East-Shanghai2', '华东-上海二')),
  v3('cn-south-1', say('CN South-Guangzhou', '华南-广州')),
  v3('cn-southwest-2', say('CN Southwest-Guiyang1', '西南-贵阳一')),
  v3('la-south-2', say('LA-Santiago', '拉美-圣地亚哥')),
  v3('sa-brazil-1', say('LA-Sao Paulo1', '拉美-圣保罗一')),
  v3('af-south-1', say('AF-Johannesburg', '非洲-约翰内斯堡')),
  v3('ap-southeast-1', say('CN-Hong Kong', '中国-香港')),
  v3('ap-southeast-3', say('AP-Singapore', '亚太-新加坡')),
  v3('ap-southeast-2', say('AP-Bangkok', '亚太-曼谷')),
  v3('la-north-2', say('LA-Mexico City2', '拉美-墨西哥城二')),
  v3('na-mexico-1', say('LA-Mexico City1', '拉美-墨西哥城一')),
  v3('ap-southeast-4', say('AP-Jakarta', '亚太-雅加达')),
  v3('tr-west-1', say('TR-Istanbul', '土耳其-伊斯坦布尔')),
  {
    region: 'eu-west-101',
    name: say('EU-Dublin', '欧洲-都柏林'),
    // Its table prints the address of IAM in the place of that of DRS; this one follows the pattern of the others.
    endpoint: 'drs.eu-west-101.myhuaweicloud.eu',
    iam: 'iam.myhuaweicloud.eu',
    generations: ['v3'],
  },
  { ...hosts('cn-south-2'), name: say('CN South-Shenzhen', '华南-深圳'), generations: ['v5'] },
]

/** The row of a region; undefined for one that the tables do not have, which may exist all the same. */
export function regionOf(region: string): RegionRow | undefined {
  return regions.find((row) => row.region === region)
}

/** Address of DRS in a region: the given one, else the documented one, else the pattern of the documented ones. */
export function endpointOf(region: string, given?: string): string {
  return address(given || regionOf(region)?.endpoint || hosts(region).endpoint)
}

/** Address of IAM for a region, in the same way. */
export function iamEndpointOf(region: string, given?: string): string {
  return address(given || regionOf(region)?.iam || hosts(region).iam)
}

function v3(region: string, name: Text): RegionRow {
  return { ...hosts(region), name, generations: ['v3'] }
}

function hosts(region: string): Pick<RegionRow, 'region' | 'endpoint' | 'iam'> {
  return { region, endpoint: `drs.${region}.myhuaweicloud.com`, iam: `iam.${region}.myhuaweicloud.com` }
}

function address(host: string): string {
  return /^https?:\/\//i.test(host) ? host : `https://${host}`
}
