export { explainLimit } from './explain-limit.js';
export {
  judgeLimits,
  limitsAt,
  quotasOn,
  type Bounds,
  type Judged,
  type Known,
  type LimitOn,
  type QuotaBounds,
} from './judge-limits.js';
export type { Limit, Moment, NeededSetting, Verdict } from './limit.js';
export { limits, type LimitName } from './limits.js';
export {
  isUnread,
  needOf,
  type Need,
  type Question,
  type QuotaQuestion,
  type Reach,
  type Unread,
  type StageSet,
} from './questions.js';
export { quotas, type QuotaName } from './quotas.js';
