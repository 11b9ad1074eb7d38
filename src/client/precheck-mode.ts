/** DRS has the mode given by hand: before the first start, or on a task that has run already (6.1.6, 7.6.1). */
export function precheckMode(status: string | undefined): 'forStartJob' | 'forRetryJob' {
  return /^(FULL|INCRE)_TRANSFER_|^PAUSING$|^CHANGE_JOB_/.test(status ?? '') ? 'forRetryJob' : 'forStartJob'
}
