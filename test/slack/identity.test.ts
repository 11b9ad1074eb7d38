import { describe, expect, it } from 'vitest'
import {
  type HomeWorkspace,
  isMemberOf,
  type MembershipClaims,
  type OriginClaims,
  originTeam,
} from '../../src/slack/identity.ts'

/** Who is a member and who is a stranger, in every form in which Slack says where somebody belongs. */
const alone: HomeWorkspace = { team: 'T1' }
const grid: HomeWorkspace = { team: 'T1', enterprise: 'E1' }

describe('a payload speaks for the bot’s own workspace', () => {
  it.each<[string, HomeWorkspace, OriginClaims]>([
    ['with both ids ours', alone, { team: { id: 'T1' }, user: { team_id: 'T1' } }],
    ['as a command or an event', alone, { team_id: 'T1' }],
    ['without the workspace of the person', alone, { team: { id: 'T1' }, user: {} }],
    ['without the place, as forms have it', alone, { team: null, user: { team_id: 'T1' } }],
    [
      'from another workspace of one organisation',
      grid,
      { team: { id: 'T1', enterprise_id: 'E1' }, user: { team_id: 'T2' } },
    ],
    [
      'in another workspace of one organisation',
      grid,
      { team: { id: 'T2' }, enterprise: { id: 'E1' }, user: { team_id: 'T1' } },
    ],
    [
      'from and in others of one organisation',
      grid,
      { team: { id: 'T3' }, user: { team_id: 'T2', enterprise_id: 'E1' } },
    ],
    [
      'with the organisation in place of the workspace',
      grid,
      { team: { id: 'E1' }, user: { team_id: 'E1' } },
    ],
    ['with the organisation alone', grid, { team: null, enterprise: { id: 'E1' }, user: {} }],
    ['as a command of a sister workspace', grid, { team_id: 'T2', enterprise_id: 'E1' }],
    ['with ids that are empty', alone, { team_id: 'T1', enterprise_id: '', user: { enterprise_id: null } }],
    [
      'as one of ours, in no organisation',
      grid,
      { team: { id: 'T1', enterprise_id: null }, user: { team_id: 'T1' } },
    ],
  ])('%s', (_, home, claims) => {
    expect(originTeam(claims, home)).toBe('T1')
  })
})

describe('a payload does not speak for it', () => {
  it.each<[string, HomeWorkspace, OriginClaims, string]>([
    ['with both ids of another', alone, { team: { id: 'T9' }, user: { team_id: 'T9' } }, 'T9'],
    ['with two ids that differ', alone, { team: { id: 'T1' }, user: { team_id: 'T9' } }, ''],
    ['with nothing at all', alone, { team: null, user: {} }, ''],
    ['with nothing at all in an organisation', grid, { team: null, user: {} }, ''],
    [
      'where the person is of another organisation',
      grid,
      { team: { id: 'T1', enterprise_id: 'E1' }, user: { team_id: 'T9', enterprise_id: 'E9' } },
      '',
    ],
    [
      'where only a strange organisation is named',
      grid,
      { team: { id: 'T9', enterprise_id: 'E9' }, user: { team_id: 'T9' } },
      'T9',
    ],
    [
      'where an organisation is named and ours has none',
      alone,
      { team: { id: 'T1', enterprise_id: 'E1' }, user: { team_id: 'T2' } },
      '',
    ],
  ])('%s', (_, home, claims, team) => {
    expect(originTeam(claims, home)).toBe(team)
  })
})

describe('somebody is a member', () => {
  it.each<[string, HomeWorkspace, MembershipClaims]>([
    ['whose workspace is ours', alone, { team_id: 'T1' }],
    ['of whom only the profile tells it', alone, { profile: { team: 'T1' } }],
    [
      'whose home is a sister workspace, and who is in ours',
      grid,
      { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2', 'T1'] } },
    ],
    [
      'without a workspace of their own, who is in ours',
      grid,
      { enterprise_user: { enterprise_id: 'E1', teams: ['T1'] } },
    ],
    [
      'with the organisation in place of the workspace',
      grid,
      { team_id: 'E1', enterprise_user: { enterprise_id: 'E1', teams: ['T1'] } },
    ],
    [
      'whose workspaces are not listed, but ours is theirs',
      grid,
      { team_id: 'T1', enterprise_user: { enterprise_id: 'E1' } },
    ],
    [
      'of an organisation that the bot was not told of',
      alone,
      { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T1'] } },
    ],
  ])('%s', (_, home, claims) => {
    expect(isMemberOf(claims, home)).toBe(true)
  })
})

describe('somebody is a stranger', () => {
  it.each<[string, HomeWorkspace, MembershipClaims]>([
    ['whose workspace is another', alone, { team_id: 'T9' }],
    ['of whom Slack says nothing', alone, {}],
    [
      'whom Slack calls one',
      grid,
      { team_id: 'T1', is_stranger: true, enterprise_user: { enterprise_id: 'E1', teams: ['T1'] } },
    ],
    [
      'in our organisation, but not in our workspace',
      grid,
      { team_id: 'T2', enterprise_user: { enterprise_id: 'E1', teams: ['T2'] } },
    ],
    [
      'of another organisation, whatever else is said',
      grid,
      { team_id: 'T1', enterprise_user: { enterprise_id: 'E9', teams: ['T1'] } },
    ],
    ['of whom only the organisation is known', grid, { team_id: 'E1' }],
  ])('%s', (_, home, claims) => {
    expect(isMemberOf(claims, home)).toBe(false)
  })
})
