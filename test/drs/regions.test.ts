import { describe, expect, it } from 'vitest'
import { endpointOf, iamEndpointOf, regionOf, regions } from '../../src/drs/regions.ts'

describe('regions', () => {
  it('are the 19 of the three endpoint tables, each once, with names in both languages', () => {
    expect(new Set(regions.map(({ region }) => region)).size).toBe(19)
    for (const { region, name } of regions) {
      expect(name.en, region).toMatch(/^[\x20-\x7e]+$/)
      expect(name['zh-CN'], region).toMatch(/\p{Script=Han}/u)
    }
    expect(new Set(regions.map(({ name }) => name.en)).size).toBe(19)
  })

  it('have v3, but for the one of the v5 table', () => {
    const withoutV3 = regions.filter(({ generations }) => !generations.includes('v3'))
    expect(withoutV3).toMatchObject([{ region: 'cn-south-2', generations: ['v5'] }])
  })

  it('are found by name', () => {
    expect(regionOf('eu-west-101')?.name['zh-CN']).toBe('欧洲-都柏林')
    expect(regionOf('mars-1')).toBeUndefined()
  })
})

describe('addresses', () => {
  it.each([
    ['cn-north-4', undefined, 'https://drs.cn-north-4.myhuaweicloud.com'],
    ['eu-west-101', undefined, 'https://drs.eu-west-101.myhuaweicloud.eu'],
    ['xx-new-7', undefined, 'https://drs.xx-new-7.myhuaweicloud.com'],
    ['cn-north-4', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['cn-north-4', 'drs.example.test', 'https://drs.example.test'],
    ['cn-north-4', '', 'https://drs.cn-north-4.myhuaweicloud.com'],
  ])('of DRS in %s, given %s', (region, given, expected) => {
    expect(endpointOf(region, given)).toBe(expected)
  })

  it.each([
    ['cn-north-1', undefined, 'https://iam.cn-north-1.myhuaweicloud.com'],
    ['eu-west-101', undefined, 'https://iam.myhuaweicloud.eu'],
    ['eu-west-101', 'https://iam.example.test', 'https://iam.example.test'],
  ])('of IAM in %s, given %s', (region, given, expected) => {
    expect(iamEndpointOf(region, given)).toBe(expected)
  })
})
