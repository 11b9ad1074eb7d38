import { say, type Text } from '../base/i18n.ts'
import type { DrsError } from './drs-error.ts'
import { connectionErrors } from './errors/connection.ts'
import { exampleErrors } from './errors/examples.ts'
import { gatewayErrors, gatewayFamily } from './errors/gateway.ts'
import type { ErrorRow } from './errors/row.ts'
import { v3Errors } from './errors/v3.ts'
import { v5Errors } from './errors/v5.ts'

export type { ErrorRow } from './errors/row.ts'

/** All codes of tables A-4 and A-5 (DRS API reference A.3). */
export const errors: readonly ErrorRow[] = [...v3Errors, ...connectionErrors, ...v5Errors]

/** Codes that `DrsError` carries when DRS did not answer, or was not asked. */
const ownErrors = [
  {
    code: 'network',
    httpStatus: 0,
    api: 'any',
    category: 'network',
    retryable: true,
    message: 'No answer came from DRS.',
    meaning: say('DRS could not be reached.', '无法连接到DRS。'),
    advice: say(
      'Check the endpoint of the connection, DNS, proxy and firewall of the machine the bot runs on. After a change, look at the task before you repeat it.',
      '检查连接配置的终端节点，以及机器人所在主机的DNS、代理和防火墙。如果是变更操作，重试前请先查看任务状态。',
    ),
  },
  {
    code: 'timeout',
    httpStatus: 0,
    api: 'any',
    category: 'network',
    retryable: true,
    message: 'DRS did not answer in time.',
    meaning: say(
      'DRS did not answer in time; whether it carried out the call is not known.',
      'DRS未在规定时间内应答，无法确定请求是否已执行。',
    ),
    advice: say(
      'Look at the task first: the action may have been carried out. Repeat it only if it was not.',
      '先查看任务：操作可能已经执行；确认没有执行后再重试。',
    ),
  },
  {
    code: 'malformed',
    httpStatus: 0,
    api: 'any',
    category: 'service',
    retryable: false,
    message: 'The answer is not what the documents promise.',
    meaning: say(
      'The answer does not have the documented form, so the result is not known.',
      '应答与接口文档不符，无法判断结果。',
    ),
    advice: say(
      'Look at the task in the console. Check that the endpoint is that of DRS and no proxy answers in its place, then report it with the request ID.',
      '请在控制台查看任务。检查终端节点是否为DRS，是否有代理代为应答，并带上请求ID反馈问题。',
    ),
  },
  {
    code: 'invalid-request',
    httpStatus: 0,
    api: 'any',
    category: 'validation',
    retryable: false,
    message: 'The request breaks a documented limit and was not sent.',
    meaning: say(
      'The request breaks a documented rule and was not sent; nothing has changed.',
      '请求不符合接口文档的要求，没有发出，未产生任何变更。',
    ),
    advice: say('Correct the field that the details name, then try again.', '按详情中指出的字段修改后重试。'),
  },
  {
    code: 'budget',
    httpStatus: 0,
    api: 'any',
    category: 'quota',
    retryable: true,
    message: 'The call was not sent: the connection has used up its calls for now.',
    meaning: say(
      'The bot limits its calls to DRS, and the calls of this connection are used up for now; nothing has changed.',
      '机器人限制了对DRS的调用频率，该连接当前的调用次数已用完，未产生任何变更。',
    ),
    advice: say(
      'Try again after the time in the details. If it happens often, watch fewer tasks or raise the call budget of the connection.',
      '请在详情中给出的时间之后重试。如果经常出现，请减少关注的任务，或提高该连接的调用配额。',
    ),
  },
  {
    code: 'circuit-open',
    httpStatus: 0,
    api: 'any',
    category: 'network',
    retryable: true,
    message: 'The call was not sent: DRS has failed several times in a row.',
    meaning: say(
      'DRS has failed several times in a row, so the bot spares it for a moment; the call was not sent and nothing has changed.',
      'DRS连续多次无应答或出错，机器人暂停了对它的调用；请求没有发出，未产生任何变更。',
    ),
    advice: say(
      'Wait: the bot tries again by itself and continues when DRS answers. If this stays, check the endpoint, the network, and the notices of the region.',
      '请稍候：机器人会自动重新尝试，DRS恢复应答后即可继续。如果一直如此，请检查终端节点、网络以及该区域的公告。',
    ),
  },
  {
    code: 'token-refused',
    httpStatus: 0,
    api: 'any',
    category: 'auth',
    retryable: false,
    message: 'IAM gave no token.',
    meaning: say(
      'IAM gave no token for the user of this connection, so the call was not sent.',
      'IAM没有为该连接的用户签发Token，请求没有发出。',
    ),
    advice: say(
      'Check the user, the account (domain), the project and the password of the connection, and the address of IAM; the user must be allowed to log in with a password.',
      '检查连接的用户名、账号（`domain`）、项目和密码，以及IAM的终端节点；该用户必须允许使用密码登录。',
    ),
  },
  {
    code: 'not-offered',
    httpStatus: 0,
    api: 'any',
    category: 'state',
    retryable: false,
    message: 'The API of this connection has no call for it.',
    meaning: say(
      'The API generation that this connection uses has no call for it, so nothing was sent and nothing has changed.',
      '该连接所用的API版本没有对应的接口，请求没有发出，未产生任何变更。',
    ),
    advice: say(
      'Do it in the DRS console, or give the connection the other API generation as well if its region has it.',
      '请在DRS控制台操作；如果该区域提供另一版本的API，也可以在连接配置中启用。',
    ),
  },
  {
    code: 'unfinished',
    httpStatus: 0,
    api: 'any',
    category: 'state',
    retryable: false,
    message: 'DRS accepted the call, but its result did not come in time.',
    meaning: say(
      'DRS accepted the call and is still working on it: the result did not come while the bot waited.',
      'DRS已接受请求且仍在处理，机器人等待期间没有得到结果。',
    ),
    advice: say(
      'Wait a minute and look at the task; repeat the step if nothing has happened.',
      '请稍候查看任务；如果没有变化，再重复该步骤。',
    ),
  },
] satisfies readonly ErrorRow[]

/** Examples of the reference print some v5 codes one digit short. */
const otherSpellings = new Map([
  ['DRS.1000001', 'DRS.10000001'],
  ['DRS.1000010', 'DRS.10000010'],
])

const byCode = new Map<string, ErrorRow>(
  [...errors, ...exampleErrors, ...gatewayErrors, ...ownErrors].map((row) => [row.code.toUpperCase(), row]),
)

/**
 * The row of a code, whatever its case: DRS's own, one of `DrsError`'s (`network`, `timeout`, `budget` and so on), or the
 * gateway's, which come as `APIGW.*` and `APIG.*` and have a common row for those that are not known. Undefined for others.
 */
export function errorOf(code: string): ErrorRow | undefined {
  const name = code
    .trim()
    .toUpperCase()
    .replace(/^APIG(?=\.|$)/, 'APIGW')
  const known = byCode.get(otherSpellings.get(name) ?? name)
  return known ?? (/^APIGW(\.|$)/.test(name) ? gatewayFamily : undefined)
}

/** What an error means and what to do, as far as it is known. */
export function explanationOf(error: DrsError): Pick<ErrorRow, 'meaning' | 'advice'> | undefined {
  const { clockOffsetMs } = error
  if (clockOffsetMs === undefined) return errorOf(error.code)
  return {
    meaning: clockOffsetWords(clockOffsetMs),
    advice: say(
      'Set the clock of the machine that the bot runs on, best by NTP, then try again: a signature is good for 15 minutes around the time of DRS.',
      '请校准机器人所在主机的时钟（建议使用NTP），然后重试：签名时间与DRS的时间相差不能超过15分钟。',
    ),
  }
}

/** That the bot's clock is ahead of that of DRS (negative: behind), and what follows from it. */
export function clockOffsetWords(offsetMs: number): Text {
  return offsetMs < 0 ? clockBehind(-offsetMs) : clockAhead(offsetMs)
}

function clockBehind(ms: number): Text {
  const { en, 'zh-CN': zh } = roughTime(ms)
  return say(
    `The bot’s clock is ${en} behind that of DRS, so DRS does not accept its signature.`,
    `机器人所在主机的时钟比DRS慢${zh}，因此DRS不接受其签名。`,
  )
}

function clockAhead(ms: number): Text {
  const { en, 'zh-CN': zh } = roughTime(ms)
  return say(
    `The bot’s clock is ${en} ahead of that of DRS, so DRS does not accept its signature.`,
    `机器人所在主机的时钟比DRS快${zh}，因此DRS不接受其签名。`,
  )
}

/** In minutes, from two hours on in hours. */
function roughTime(ms: number): Text {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return say(`${minutes} min`, `${minutes}分钟`)
  return say(`${Math.round(minutes / 60)} h`, `${Math.round(minutes / 60)}小时`)
}
