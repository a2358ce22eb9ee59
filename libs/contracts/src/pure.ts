/** What deciding code may load: nothing here reaches a framework. */
export { encodeCursor, forgedCursor, pageInMemory, type CursorShape } from './paging.js';
export { checked, type PreflightCheck, type Verdict } from './preflight-check.js';
export { isRunning } from './plan-progress.js';
export { TRANSFER_FIELD_CODE } from './transfer-field-code.js';
export { usedKinds } from './used-kinds.js';
