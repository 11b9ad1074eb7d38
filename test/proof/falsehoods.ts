import { approvalFalsehoods } from './approvals.ts'
import { deliveryFalsehoods } from './delivery.ts'
import type { Falsehood } from './falsehood.ts'
import { securityFalsehoods } from './security.ts'

export const falsehoods: readonly Falsehood[] = [
  ...deliveryFalsehoods,
  ...securityFalsehoods,
  ...approvalFalsehoods,
]
