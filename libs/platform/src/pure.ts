/** What deciding code may load: nothing here reaches a framework. */
export { canonicalJson } from './canonical-json.js';
export { isDatabaseAway } from './database-away.js';
export { describeFailure } from './describe-failure.js';
export { findTooDeep } from './json-depth.js';
export { Problem, type FieldError } from './problem.js';
export { isFinalRefusal, isRefusal, RetryLater, VerdictError, type Verdict } from './verdict.js';
