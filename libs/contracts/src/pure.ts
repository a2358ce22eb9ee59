/** What deciding code may load: nothing here reaches a framework. */
export { forgedCursor } from './paging.js';
export { isRunning } from './plan-progress.js';
export { TRANSFER_FIELD_CODE } from './transfer-field-code.js';
