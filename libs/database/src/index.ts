export { askPrepared } from './ask-prepared.js';
export { askWithin } from './ask-within.js';
export { BatchedRead } from './batched-read.js';
export { databaseNow } from './database-now.js';
export { keepAlive, migrate, openDatabase, type DatabaseOptions } from './data-source.js';
export { inTransaction, inTransactionBetween, retryConflicts, sqlState } from './in-transaction.js';
export { numberColumn } from './number-column.js';
export { SessionLock } from './session-lock.js';
