import { say } from '../../base/i18n.ts'
import type { ErrorRow } from './row.ts'

/**
 * Codes of the API gateway, which refused the call before DRS saw it; no edition of the reference lists them. They come
 * as `APIGW.*` and as `APIG.*`.
 */
const gateway = { httpStatus: 0, api: 'any', category: 'gateway', retryable: false } as const

export const gatewayErrors = [
  {
    code: 'APIGW.0101',
    ...gateway,
    message: 'The API does not exist or has not been published.',
    meaning: say(
      'This region does not offer this call: the generation of the DRS API that it belongs to is not published here.',
      '该区域不提供此接口：接口所属版本的DRS API未在此发布。',
    ),
    advice: say(
      'Check that the endpoint is that of DRS and of the right region. Otherwise remove this API generation from the connection; the other one may offer what you need.',
      '请检查终端节点是否为对应区域的DRS。如无误，请在连接配置中去掉该版本的API，改用另一版本。',
    ),
  },
  {
    code: 'APIGW.0201',
    ...gateway,
    message: 'The request is too large, or DRS behind the gateway could not be reached.',
    meaning: say(
      'The gateway could not hand the request on to DRS: it is too large, or DRS did not answer the gateway.',
      '网关未能将请求转交DRS：请求过大，或DRS没有应答网关。',
    ),
    advice: say(
      'Make a large request smaller. Otherwise try again in a few minutes, and look at the task before you repeat a change.',
      '如果请求较大，请减小后重试；否则请几分钟后重试，重复变更操作前请先查看任务。',
    ),
  },
  {
    code: 'APIGW.0301',
    ...gateway,
    message: 'Incorrect IAM authentication information.',
    meaning: say(
      'The gateway does not accept the signature or the token of the call.',
      '网关不接受该请求的签名或Token。',
    ),
    advice: say(
      'Check the AK/SK or the login of the connection, that it belongs to this region and project, and the clock of the bot, which may be at most 15 minutes off.',
      '请检查连接的AK/SK或登录信息、其所属的区域和项目，以及机器人所在主机的时钟（偏差不能超过15分钟）。',
    ),
  },
  {
    code: 'APIGW.0303',
    ...gateway,
    message: 'No permission to call the API.',
    meaning: say(
      'The user of this connection is known, but may not call this API.',
      '该连接的用户身份有效，但没有调用此接口的权限。',
    ),
    advice: say(
      'Ask the administrator of the account to give this IAM user the DRS permissions for this project, then try again.',
      '请账号管理员为该IAM用户授予此项目的DRS权限，然后重试。',
    ),
  },
  {
    code: 'APIGW.0308',
    ...gateway,
    retryable: true,
    message: 'The throttling threshold has been reached.',
    meaning: say(
      'Too many calls in a short time: the gateway takes no more for the moment.',
      '短时间内调用过于频繁，网关暂时不再接受请求。',
    ),
    advice: say(
      'Wait a minute and try again. If it happens often, lower the call budget of the connection: others may use the same account.',
      '请等待一分钟后重试。如果经常出现，请调低该连接的调用配额：可能有其他程序在使用同一账号。',
    ),
  },
] satisfies readonly ErrorRow[]

/** For codes of the gateway that are not known one by one. */
export const gatewayFamily = {
  code: 'APIGW',
  ...gateway,
  message: 'The API gateway refused the request.',
  meaning: say(
    'The API gateway in front of DRS refused the call, so DRS has not seen it.',
    'DRS前面的API网关拒绝了请求，请求没有到达DRS。',
  ),
  advice: say(
    'The details say why. Check that endpoint, region and project ID of the connection belong together, and its AK/SK or login; then try again.',
    '原因见详情。请检查连接的终端节点、区域和项目ID是否匹配，以及AK/SK或登录信息，然后重试。',
  ),
} satisfies ErrorRow
